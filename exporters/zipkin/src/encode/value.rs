//! Values as Zipkin has them: text, whatever they were (OpenTelemetry, "`AnyValue` representation for non-OTLP protocols").

pub(super) use traced_encode::json::close;
use traced_encode::{
    borrowed,
    json::{self, Float, any, owned_any},
};
use traced_runtime::{Value, ValueRef};

/// What was written as JSON, as a text in JSON.
pub(super) fn nested(out: &mut Vec<u8>, json: &[u8]) {
    json::string(out, std::str::from_utf8(json).unwrap_or_default());
}

/// Text between quotes, inside of a text in JSON: what needs no escape needs no second one either.
#[inline]
pub(super) fn inner_string(out: &mut Vec<u8>, text: &str, scratch: &mut Vec<u8>) {
    out.extend_from_slice(b"\\\"");
    if json::is_plain(text) {
        out.extend_from_slice(text.as_bytes());
    } else {
        scratch.clear();
        json::escaped(scratch, text);
        json::escaped(out, std::str::from_utf8(scratch).unwrap_or_default());
    }
    out.extend_from_slice(b"\\\"");
}

/// The value as JSON, inside of a text in JSON.
#[inline]
pub(super) fn inner(out: &mut Vec<u8>, value: ValueRef<'_>, scratch: &mut Vec<u8>) {
    match value {
        ValueRef::Str(text) => inner_string(out, text, scratch),
        ValueRef::Bool(_) | ValueRef::I64(_) | ValueRef::U64(_) => any(out, value),
        _ => {
            scratch.clear();
            any(scratch, value);
            json::escaped(out, std::str::from_utf8(scratch).unwrap_or_default());
        }
    }
}

fn quoted(out: &mut Vec<u8>, plain: impl FnOnce(&mut Vec<u8>)) {
    out.push(b'"');
    plain(out);
    out.push(b'"');
}

fn double(out: &mut Vec<u8>, number: f64) {
    if let Float::Text(text) = json::float(out, number) {
        out.extend_from_slice(text.as_bytes());
    }
}

/// The value as a text.
#[inline]
pub(super) fn text(out: &mut Vec<u8>, value: ValueRef<'_>, scratch: &mut Vec<u8>) {
    match value {
        ValueRef::Str(v) => json::string(out, v),
        ValueRef::Bool(true) => out.extend_from_slice(b"\"true\""),
        ValueRef::Bool(false) => out.extend_from_slice(b"\"false\""),
        ValueRef::I64(v) => quoted(out, |out| json::int(out, v)),
        ValueRef::U64(v) => quoted(out, |out| json::uint(out, v)),
        ValueRef::F64(v) => quoted(out, |out| double(out, v)),
        ValueRef::Bytes(v) => quoted(out, |out| json::base64(out, v)),
        ValueRef::List(_) => {
            scratch.clear();
            any(scratch, value);
            nested(out, scratch);
        }
        _ => out.extend_from_slice(b"\"\""),
    }
}

/// An attribute of the resource, which owns its values; there are a few of them a batch.
pub(super) fn owned_text(out: &mut Vec<u8>, value: &Value) {
    let mut scratch = Vec::new();
    if let Some(value) = borrowed(value) {
        text(out, value, &mut scratch);
    } else {
        owned_any(&mut scratch, value);
        nested(out, &scratch);
    }
}
