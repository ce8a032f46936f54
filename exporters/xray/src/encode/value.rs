//! Values as JSON; what JSON has no token for as text (OpenTelemetry, "`AnyValue` representation for non-OTLP protocols").

use traced_encode::json::{self, Float, padded16};
use traced_runtime::{Value, ValueRef};

/// Puts the bracket that closes a list in the place of its last comma.
#[inline]
pub(super) fn close(out: &mut Vec<u8>, bracket: u8) {
    match out.last_mut() {
        Some(last) if *last == b',' => *last = bracket,
        _ => out.push(bracket),
    }
}

/// A member's name, which needs no escapes, and the colon.
#[inline]
pub(super) fn named(out: &mut Vec<u8>, name: &str) {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

/// A member that is text, and a comma.
#[inline]
pub(super) fn text(out: &mut Vec<u8>, name: &str, text: &str) {
    named(out, name);
    json::string(out, text);
    out.push(b',');
}

/// A member that is a whole number, and a comma.
#[inline]
pub(super) fn number(out: &mut Vec<u8>, name: &str, number: u64) {
    named(out, name);
    json::uint(out, number);
    out.push(b',');
}

/// A time as seconds since 1970, with all digits that are known.
#[inline]
pub(super) fn seconds(out: &mut Vec<u8>, unix_nanos: u64) {
    json::uint(out, unix_nanos / 1_000_000_000);
    out.push(b'.');
    out.extend_from_slice(&padded16(unix_nanos % 1_000_000_000)[7..]);
}

/// The items, to a list.
fn list<T>(out: &mut Vec<u8>, items: impl Iterator<Item = T>, item: impl Fn(&mut Vec<u8>, T)) {
    out.push(b'[');
    for value in items {
        item(out, value);
        out.push(b',');
    }
    close(out, b']');
}

/// The value as JSON.
#[inline]
pub(super) fn any(out: &mut Vec<u8>, value: ValueRef<'_>) {
    match value {
        ValueRef::Str(v) => json::string(out, v),
        ValueRef::I64(v) => json::int(out, v),
        ValueRef::U64(v) => json::uint(out, v),
        ValueRef::Bool(true) => out.extend_from_slice(b"true"),
        ValueRef::Bool(false) => out.extend_from_slice(b"false"),
        ValueRef::F64(v) => {
            if let Float::Text(text) = json::float(out, v) {
                json::string(out, text);
            }
        }
        ValueRef::Bytes(v) => {
            out.push(b'"');
            json::base64(out, v);
            out.push(b'"');
        }
        ValueRef::List(items) => list(out, items.iter(), any),
        _ => out.extend_from_slice(b"null"),
    }
}

/// The same of the resource, which owns its values.
pub(super) fn owned(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Bool(v) => any(out, ValueRef::Bool(*v)),
        Value::I64(v) => any(out, ValueRef::I64(*v)),
        Value::U64(v) => any(out, ValueRef::U64(*v)),
        Value::F64(v) => any(out, ValueRef::F64(*v)),
        Value::Str(v) => any(out, ValueRef::Str(v)),
        Value::Bytes(v) => any(out, ValueRef::Bytes(v)),
        Value::List(items) => list(out, items.iter(), owned),
        _ => out.extend_from_slice(b"null"),
    }
}

/// The first characters of a text, and whether they are all.
#[inline]
pub(super) fn first(text: &str, chars: usize) -> (&str, bool) {
    // No text has more characters than bytes.
    if text.len() <= chars {
        return (text, true);
    }
    text.char_indices().nth(chars).map_or((text, true), |(end, _)| (&text[..end], false))
}
