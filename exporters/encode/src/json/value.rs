//! Values as JSON; what JSON has no token for as text (OpenTelemetry, "`AnyValue` representation for non-OTLP protocols").

use traced_runtime::{Value, ValueRef};

use super::{
    base64::base64,
    digits::{int, uint},
    number::{Float, float},
    text::string,
};
use crate::borrowed::borrowed;

/// Puts the bracket that closes a list or an object in the place of its last comma.
#[inline]
pub fn close(out: &mut Vec<u8>, bracket: u8) {
    match out.last_mut() {
        Some(last) if *last == b',' => *last = bracket,
        _ => out.push(bracket),
    }
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

/// A value. A kind of value that this version does not know is null.
#[inline]
pub fn any(out: &mut Vec<u8>, value: ValueRef<'_>) {
    match value {
        ValueRef::Str(v) => string(out, v),
        ValueRef::I64(v) => int(out, v),
        ValueRef::U64(v) => uint(out, v),
        ValueRef::Bool(true) => out.extend_from_slice(b"true"),
        ValueRef::Bool(false) => out.extend_from_slice(b"false"),
        ValueRef::F64(v) => {
            if let Float::Text(text) = float(out, v) {
                string(out, text);
            }
        }
        ValueRef::Bytes(v) => {
            out.push(b'"');
            base64(out, v);
            out.push(b'"');
        }
        ValueRef::List(items) => list(out, items.iter(), any),
        _ => out.extend_from_slice(b"null"),
    }
}

/// The same of the resource, which owns its values.
pub fn owned_any(out: &mut Vec<u8>, value: &Value) {
    match (borrowed(value), value) {
        (Some(value), _) => any(out, value),
        (None, Value::List(items)) => list(out, items.iter(), owned_any),
        _ => out.extend_from_slice(b"null"),
    }
}
