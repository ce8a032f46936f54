//! Keys with texts, and which keys are spoken for.

pub(super) use traced_encode::tags::{
    DROPPED_LOGS, DROPPED_REFERENCES, DROPPED_TAGS, LIBRARY, SCOPE, STATUS, TRACE_STATE,
};
use traced_encode::{json, names};
use traced_runtime::ValueRef;

use super::value::text;

pub(super) const ERROR: &str = "error";

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
