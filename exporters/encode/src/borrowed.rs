//! Owned values, borrowed.

use traced_runtime::{Value, ValueRef};

/// The value, unless it is a list: those are borrowed from batches only.
pub fn borrowed(value: &Value) -> Option<ValueRef<'_>> {
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
