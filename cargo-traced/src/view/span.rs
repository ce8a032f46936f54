//! A span, as far as it is shown.

use std::{rc::Rc, time::Duration};

/// What one line of a tree is made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Span {
    pub(super) trace: Rc<str>,
    pub(super) id: String,
    /// Empty for a root.
    pub(super) parent: String,
    pub(super) service: Rc<str>,
    pub(super) name: String,
    /// In nanoseconds since 1970.
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) tags: Vec<(String, String)>,
    pub(super) logs: Vec<Log>,
    /// Nothing where it succeeded; what is known of its failure where it did not.
    pub(super) failure: Option<String>,
}

/// Something that happened during a span.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Log {
    pub(super) time: u64,
    pub(super) name: String,
    pub(super) fields: Vec<(String, String)>,
}

impl Span {
    pub(super) fn took(&self) -> Duration {
        Duration::from_nanos(self.end.saturating_sub(self.start))
    }
}
