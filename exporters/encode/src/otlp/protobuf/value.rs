//! Tag values to `AnyValue`, and a key with one to `KeyValue`.

use traced_runtime::{Value, ValueRef};

use crate::{borrowed::borrowed, json::Digits, wire};

/// The fields of `AnyValue`'s oneof; unlike other proto3 fields these are written even when they hold zero or nothing.
mod any {
    pub(super) const STRING: u32 = 1;
    pub(super) const BOOL: u32 = 2;
    pub(super) const INT: u32 = 3;
    pub(super) const DOUBLE: u32 = 4;
    pub(super) const ARRAY: u32 = 5;
    pub(super) const BYTES: u32 = 7;
}

/// `ArrayValue.values`.
const VALUES: u32 = 1;
/// `KeyValue.key` and `KeyValue.value`.
const KEY: u32 = 1;
const VALUE: u32 = 2;

/// How many bytes `value` takes as an `AnyValue`, without its key and length.
fn len(value: ValueRef<'_>) -> usize {
    match value {
        ValueRef::Bool(_) => 2,
        ValueRef::I64(v) => 1 + wire::int_len(v),
        // OTLP's integers are signed: one that does not fit is written as its decimal digits, so that nothing is lost.
        ValueRef::U64(v) => match i64::try_from(v) {
            Ok(_) => 1 + wire::varint_len(v),
            Err(_) => wire::field_len(Digits::of(v).as_bytes().len()),
        },
        ValueRef::F64(_) => 9,
        ValueRef::Str(v) => wire::field_len(v.len()),
        ValueRef::Bytes(v) => wire::field_len(v.len()),
        ValueRef::List(_) => wire::field_len(list_len(value)),
        _ => 0,
    }
}

fn list_len(value: ValueRef<'_>) -> usize {
    let ValueRef::List(list) = value else { return 0 };
    list.iter().map(|item| wire::field_len(len(item))).sum()
}

/// The oneof of an `AnyValue`. A kind of value that this version does not know is an empty `AnyValue`, which means "null".
fn put(out: &mut Vec<u8>, value: ValueRef<'_>) {
    match value {
        ValueRef::Bool(v) => wire::uint(out, any::BOOL, u64::from(v)),
        ValueRef::I64(v) => wire::int(out, any::INT, v),
        ValueRef::U64(v) => match i64::try_from(v) {
            Ok(_) => wire::uint(out, any::INT, v),
            Err(_) => wire::bytes(out, any::STRING, Digits::of(v).as_bytes()),
        },
        ValueRef::F64(v) => wire::fixed64(out, any::DOUBLE, v.to_bits()),
        ValueRef::Str(v) => wire::bytes(out, any::STRING, v.as_bytes()),
        ValueRef::Bytes(v) => wire::bytes(out, any::BYTES, v),
        ValueRef::List(list) => {
            wire::open(out, any::ARRAY, list_len(value));
            for item in list.iter() {
                wire::open(out, VALUES, len(item));
                put(out, item);
            }
        }
        _ => {}
    }
}

/// A `KeyValue` as field `field` of the message being written.
#[inline]
pub(crate) fn attribute(out: &mut Vec<u8>, field: u32, key: &str, value: ValueRef<'_>) {
    let value_len = len(value);
    let whole = wire::field_len(key.len()) + wire::field_len(value_len);
    wire::open_with_text(out, field, whole, KEY, key);
    if let ValueRef::Str(text) = value {
        wire::open_with_text(out, VALUE, value_len, any::STRING, text);
    } else {
        wire::open(out, VALUE, value_len);
        put(out, value);
    }
}

/// An attribute whose text is in pieces that stand one after the other; they are asked for twice.
pub(crate) fn text_attribute<'a, P>(out: &mut Vec<u8>, field: u32, key: &str, pieces: impl Fn() -> P)
where
    P: Iterator<Item = &'a str>,
{
    let text_len = pieces().map(str::len).sum();
    let value_len = wire::field_len(text_len);
    wire::open(out, field, wire::field_len(key.len()) + wire::field_len(value_len));
    wire::bytes(out, KEY, key.as_bytes());
    wire::open(out, VALUE, value_len);
    wire::open(out, any::STRING, text_len);
    pieces().for_each(|piece| out.extend_from_slice(piece.as_bytes()));
}

/// An attribute of the resource, which owns its values; there are a few of them a batch.
pub(crate) fn owned_attribute(out: &mut Vec<u8>, field: u32, key: &str, value: &Value) {
    wire::message(out, field, 1, |out| {
        wire::bytes(out, KEY, key.as_bytes());
        wire::message(out, VALUE, 1, |out| put_owned(out, value));
    });
}

fn put_owned(out: &mut Vec<u8>, value: &Value) {
    match (borrowed(value), value) {
        (Some(value), _) => put(out, value),
        (None, Value::List(items)) => wire::message(out, any::ARRAY, 1, |out| {
            for item in items {
                wire::message(out, VALUES, 1, |out| put_owned(out, item));
            }
        }),
        _ => {}
    }
}
