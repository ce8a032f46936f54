//! What was compared, counted by the fields of a span.

use std::{collections::BTreeMap, fmt};

use serde_json::Value as Json;

use crate::expected;

#[derive(Default)]
pub struct Compared {
    pub spans: usize,
    fields: BTreeMap<String, usize>,
}

impl Compared {
    /// A span, and what it was sent under.
    pub fn add(&mut self, span: &Json, under: &Json) {
        self.spans += 1;
        for (key, value) in [span, under].into_iter().filter_map(Json::as_object).flatten() {
            *self.fields.entry(key.clone()).or_default() += expected::fields(value);
        }
    }
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} fields of {} spans are as they were recorded:", self.fields.values().sum::<usize>(), self.spans)?;
        self.fields.iter().try_for_each(|(key, count)| write!(f, " {key} {count}"))
    }
}
