//! Keys with values to `Tag`, and which keys are spoken for.

pub(super) use traced_encode::tags::{
    DROPPED_LOGS, DROPPED_REFERENCES, DROPPED_TAGS, LIBRARY, SCOPE, STATUS, TRACE_STATE,
};
use traced_encode::{
    json::{self, Digits, Float},
    names,
};
use traced_runtime::{Kind, ValueRef};

use crate::thrift::Thrift;

pub(super) const KIND: &str = "span.kind";
pub(super) const DESCRIPTION: &str = "otel.status_description";

/// `Tag`'s fields.
const KEY: u8 = 1;
const TYPE: u8 = 2;
const STRING: u8 = 3;
const DOUBLE: u8 = 4;
const BOOL: u8 = 5;
const LONG: u8 = 6;
const BINARY: u8 = 7;

/// `TagType`: that of the field with this number.
#[inline]
fn tag_type(field: u8) -> i32 {
    i32::from(field - STRING)
}

/// Where a tag of a span goes.
pub(super) enum Place {
    Tag,
    /// The span's kind says it.
    Elsewhere,
    /// The exporter says something else under its name.
    Taken,
}

/// `located`: whether other tags say where in the code the span is.
#[inline]
pub(super) fn place(key: &str, located: bool) -> Place {
    match key {
        KIND => Place::Elsewhere,
        names::FUNCTION | names::FILE | names::LINE if located => Place::Taken,
        names::OUTCOME | STATUS | DESCRIPTION | DROPPED_TAGS | DROPPED_LOGS | DROPPED_REFERENCES | TRACE_STATE => {
            Place::Taken
        }
        _ if SCOPE.contains(&key) || LIBRARY.contains(&key) => Place::Taken,
        _ => Place::Tag,
    }
}

/// A `Tag`.
#[inline]
pub(super) fn tag<T: Thrift>(out: &mut Vec<u8>, key: &str, value: ValueRef<'_>) {
    T::bytes(out, 0, KEY, key.as_bytes());
    match value {
        ValueRef::Str(v) => bytes::<T>(out, STRING, v.as_bytes()),
        ValueRef::Bool(v) => {
            T::i32(out, KEY, TYPE, tag_type(BOOL));
            T::bool(out, TYPE, BOOL, v);
        }
        ValueRef::I64(v) => long::<T>(out, v),
        // Jaeger's integers are signed: one that does not fit is written as its decimal digits, so that nothing is lost.
        ValueRef::U64(v) => match i64::try_from(v) {
            Ok(v) => long::<T>(out, v),
            Err(_) => bytes::<T>(out, STRING, Digits::of(v).as_bytes()),
        },
        ValueRef::F64(v) if v.is_finite() => {
            T::i32(out, KEY, TYPE, tag_type(DOUBLE));
            T::double(out, TYPE, DOUBLE, v);
        }
        // JSON has no tokens for the others, and of a trace with one of them Jaeger's API shows nothing.
        ValueRef::F64(v) => {
            if let Float::Text(text) = json::float(&mut Vec::new(), v) {
                bytes::<T>(out, STRING, text.as_bytes());
            }
        }
        ValueRef::Bytes(v) => bytes::<T>(out, BINARY, v),
        ValueRef::List(_) => {
            let mut items = Vec::new();
            json::any(&mut items, value);
            bytes::<T>(out, STRING, &items);
        }
        _ => bytes::<T>(out, STRING, b""),
    }
    T::stop(out);
}

#[inline]
fn bytes<T: Thrift>(out: &mut Vec<u8>, field: u8, value: &[u8]) {
    T::i32(out, KEY, TYPE, tag_type(field));
    T::bytes(out, TYPE, field, value);
}

#[inline]
fn long<T: Thrift>(out: &mut Vec<u8>, value: i64) {
    T::i32(out, KEY, TYPE, tag_type(LONG));
    T::i64(out, TYPE, LONG, value);
}

/// The tag of a kind: whether there is one, as Jaeger does not know internal spans.
pub(super) fn kind<T: Thrift>(out: &mut Vec<u8>, kind: Kind) -> bool {
    let known = !matches!(kind, Kind::Internal);
    if known {
        tag::<T>(out, KIND, ValueRef::Str(kind.as_str()));
    }
    known
}
