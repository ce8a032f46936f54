//! Tag values to `AnyValue`, and a key with one to `KeyValue`.

use traced_runtime::{Value, ValueRef};

use crate::{
    borrowed::borrowed,
    json::{self, Float, close},
};

fn text(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(b"{\"stringValue\":");
    json::string(out, text);
    out.push(b'}');
}

/// The text of what needs no escapes.
fn plain(out: &mut Vec<u8>, key: &[u8], text: impl FnOnce(&mut Vec<u8>)) {
    out.extend_from_slice(key);
    text(out);
    out.extend_from_slice(b"\"}");
}

fn double(out: &mut Vec<u8>, number: f64) {
    out.extend_from_slice(b"{\"doubleValue\":");
    if let Float::Text(text) = json::float(out, number) {
        json::string(out, text);
    }
    out.push(b'}');
}

fn list<T>(out: &mut Vec<u8>, items: impl Iterator<Item = T>, item: impl Fn(&mut Vec<u8>, T)) {
    out.extend_from_slice(b"{\"arrayValue\":{\"values\":[");
    for value in items {
        item(out, value);
        out.push(b',');
    }
    close(out, b']');
    out.extend_from_slice(b"}}");
}

/// An `AnyValue`. A kind of value that this version does not know is an empty one, which means "null".
#[inline]
fn any(out: &mut Vec<u8>, value: ValueRef<'_>) {
    match value {
        ValueRef::Bool(true) => out.extend_from_slice(b"{\"boolValue\":true}"),
        ValueRef::Bool(false) => out.extend_from_slice(b"{\"boolValue\":false}"),
        ValueRef::I64(v) => plain(out, b"{\"intValue\":\"", |out| json::int(out, v)),
        // OTLP's integers are signed: one that does not fit is written as text, so that nothing is lost.
        ValueRef::U64(v) => {
            let key: &[u8] = if i64::try_from(v).is_ok() { b"{\"intValue\":\"" } else { b"{\"stringValue\":\"" };
            plain(out, key, |out| json::uint(out, v));
        }
        ValueRef::F64(v) => double(out, v),
        ValueRef::Str(v) => text(out, v),
        ValueRef::Bytes(v) => plain(out, b"{\"bytesValue\":\"", |out| json::base64(out, v)),
        ValueRef::List(items) => list(out, items.iter(), any),
        _ => out.extend_from_slice(b"{}"),
    }
}

/// A `KeyValue`, and a comma.
#[inline]
pub(super) fn attribute(out: &mut Vec<u8>, key: &str, value: ValueRef<'_>) {
    let value = match value {
        ValueRef::U64(v) => i64::try_from(v).map_or(value, ValueRef::I64),
        value => value,
    };
    // In as few pieces as there can be: nearly all values are text or whole numbers.
    match value {
        ValueRef::Str(text) => {
            open(out, key, b"\",\"value\":{\"stringValue\":\"");
            json::escaped(out, text);
            out.extend_from_slice(b"\"}},");
        }
        ValueRef::I64(v) => {
            open(out, key, b"\",\"value\":{\"intValue\":\"");
            json::int(out, v);
            out.extend_from_slice(b"\"}},");
        }
        _ => {
            open(out, key, b"\",\"value\":");
            any(out, value);
            out.extend_from_slice(b"},");
        }
    }
}

#[inline]
fn open<const N: usize>(out: &mut Vec<u8>, key: &str, then: &[u8; N]) {
    out.extend_from_slice(b"{\"key\":\"");
    json::escaped(out, key);
    out.extend_from_slice(then);
}

/// An attribute whose text is in pieces that stand one after the other.
pub(super) fn text_attribute<'a>(out: &mut Vec<u8>, key: &str, pieces: impl Iterator<Item = &'a str>) {
    open(out, key, b"\",\"value\":{\"stringValue\":\"");
    pieces.for_each(|piece| json::escaped(out, piece));
    out.extend_from_slice(b"\"}},");
}

/// An attribute of the resource, which owns its values; there are a few of them a batch.
pub(super) fn owned_attribute(out: &mut Vec<u8>, key: &str, value: &Value) {
    open(out, key, b"\",\"value\":");
    owned(out, value);
    out.extend_from_slice(b"},");
}

fn owned(out: &mut Vec<u8>, value: &Value) {
    match (borrowed(value), value) {
        (Some(value), _) => any(out, value),
        (None, Value::List(items)) => list(out, items.iter(), owned),
        _ => out.extend_from_slice(b"{}"),
    }
}
