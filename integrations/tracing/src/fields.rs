//! Values of fields, by their types, on their way into the buffer.

use std::{
    error::Error,
    fmt::{self, Debug, Display},
};

use traced_runtime::bridge::Captured;

use crate::site::Site;
use tracing::field::{Field, Visit};

/// A visitor that is told every value in one way.
pub(crate) trait Values {
    fn value(&mut self, key: &'static str, value: Captured<'_>);

    /// A value that is an error; otherwise it is shown with its sources.
    fn error(&mut self, key: &'static str, error: &(dyn Error + 'static)) {
        self.value(key, Captured::Display(&WithSources(error)));
    }
}

/// Makes a `Visit` of it.
pub(crate) struct Visitor<V> {
    pub(crate) values: V,
    /// Where names that look like credentials are known.
    pub(crate) redact: Option<&'static Site>,
}

impl<V: Values> Visitor<V> {
    fn value(&mut self, field: &Field, value: Captured<'_>) {
        let value = if self.is_secret(field) { Captured::Redacted } else { value };
        self.values.value(field.name(), value);
    }

    fn is_secret(&self, field: &Field) -> bool {
        self.redact.is_some_and(|site| site.is_secret(field))
    }
}

impl<V: Values> Visit for Visitor<V> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.value(field, Captured::F64(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.value(field, Captured::I64(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.value(field, Captured::U64(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.value(field, Captured::Bool(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.value(field, Captured::Str(value));
    }

    fn record_bytes(&mut self, field: &Field, value: &[u8]) {
        self.value(field, Captured::Bytes(value));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        if self.is_secret(field) {
            self.values.value(field.name(), Captured::Redacted);
        } else {
            self.values.error(field.name(), value);
        }
    }

    // 128-bit integers come here too: no format that spans are sent in has them.
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.value(field, Captured::Debug(value));
    }
}

/// An error and what is below it, in one line.
struct WithSources<'e>(&'e (dyn Error + 'static));

/// Errors below an error that are shown.
const SOURCES: usize = 16;

impl Display for WithSources<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut sources = std::iter::successors(self.0.source(), |error| (*error).source()).take(SOURCES);
        sources.try_for_each(|source| write!(f, ": {source}"))
    }
}
