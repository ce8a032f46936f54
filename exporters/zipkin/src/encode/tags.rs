//! Keys with texts, and which keys are spoken for.

use traced_encode::{json, names};
use traced_runtime::ValueRef;

use super::value::text;

pub(super) const STATUS: &str = "otel.status_code";
pub(super) const ERROR: &str = "error";
pub(super) const DROPPED_TAGS: &str = "otel.dropped_attributes_count";
pub(super) const DROPPED_LOGS: &str = "otel.dropped_events_count";
pub(super) const DROPPED_REFERENCES: &str = "otel.dropped_links_count";
pub(super) const TRACE_STATE: &str = "w3c.tracestate";
pub(super) const SCOPE: [&str; 2] = ["otel.scope.name", "otel.scope.version"];
/// What these were called before; both are to be written (OpenTelemetry, "Transformation to non-OTLP Formats").
pub(super) const LIBRARY: [&str; 2] = ["otel.library.name", "otel.library.version"];

/// Where a tag of a span goes.
pub(super) enum Place {
    Tag,
    /// It has a field of its own, or is said in another way: the kind, or that it failed.
    Elsewhere,
    /// The exporter says something else under its name.
    Taken,
}

/// `located`: whether other tags say where in the code the span is.
#[inline]
pub(super) fn place(key: &str, value: ValueRef<'_>, located: bool) -> Place {
    match key {
        "span.kind" => Place::Elsewhere,
        // Zipkin takes any tag of this name for a failure, also one that denies it.
        ERROR if matches!(value, ValueRef::Bool(_) | ValueRef::Str("false")) => Place::Elsewhere,
        names::FUNCTION | names::FILE | names::LINE if located => Place::Taken,
        _ if is_ours(key) => Place::Taken,
        _ => Place::Tag,
    }
}

/// What is said of every span, or of some.
#[inline]
fn is_ours(key: &str) -> bool {
    match key {
        names::OUTCOME | STATUS | DROPPED_TAGS | DROPPED_LOGS | DROPPED_REFERENCES | TRACE_STATE => true,
        _ => SCOPE.contains(&key) || LIBRARY.contains(&key),
    }
}

/// A key, and a colon.
#[inline]
pub(super) fn key(out: &mut Vec<u8>, key: &str) {
    json::string(out, key);
    out.push(b':');
}

/// A tag, and a comma.
#[inline]
pub(super) fn tag(out: &mut Vec<u8>, name: &str, value: ValueRef<'_>, scratch: &mut Vec<u8>) {
    key(out, name);
    text(out, value, scratch);
    out.push(b',');
}

/// A count, unless it is zero.
#[inline]
pub(super) fn count(out: &mut Vec<u8>, name: &str, count: u32, scratch: &mut Vec<u8>) {
    if count != 0 {
        tag(out, name, ValueRef::U64(u64::from(count)), scratch);
    }
}
