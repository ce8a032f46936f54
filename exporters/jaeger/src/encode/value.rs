//! Arrays, which Jaeger does not have, as JSON (OpenTelemetry, "`AnyValue` representation for non-OTLP protocols").

use traced_encode::json::{self, Float};
use traced_runtime::{Value, ValueRef};

/// The items, each with a comma behind it, to a list.
fn list<T>(out: &mut Vec<u8>, items: impl Iterator<Item = T>, item: impl Fn(&mut Vec<u8>, T)) {
    out.push(b'[');
    for (number, value) in items.enumerate() {
        if number > 0 {
            out.push(b',');
        }
        item(out, value);
    }
    out.push(b']');
}

/// The value as JSON.
pub(super) fn any(out: &mut Vec<u8>, value: ValueRef<'_>) {
    match value {
        ValueRef::Bool(true) => out.extend_from_slice(b"true"),
        ValueRef::Bool(false) => out.extend_from_slice(b"false"),
        ValueRef::I64(v) => json::int(out, v),
        ValueRef::U64(v) => json::uint(out, v),
        ValueRef::F64(v) => {
            if let Float::Text(text) = json::float(out, v) {
                json::string(out, text);
            }
        }
        ValueRef::Str(v) => json::string(out, v),
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
pub(super) fn owned_any(out: &mut Vec<u8>, value: &Value) {
    match (borrowed(value), value) {
        (Some(value), _) => any(out, value),
        (None, Value::List(items)) => list(out, items.iter(), owned_any),
        _ => out.extend_from_slice(b"null"),
    }
}

/// An owned value, borrowed, unless it is a list: those are borrowed from batches only.
pub(super) fn borrowed(value: &Value) -> Option<ValueRef<'_>> {
    Some(match value {
        Value::Bool(v) => ValueRef::Bool(*v),
        Value::I64(v) => ValueRef::I64(*v),
        Value::U64(v) => ValueRef::U64(*v),
        Value::F64(v) => ValueRef::F64(*v),
        Value::Str(v) => ValueRef::Str(v),
        Value::Bytes(v) => ValueRef::Bytes(v),
        _ => return None,
    })
}
