//! Protobuf's wire format, as much of it as OTLP needs.

mod kind;
mod read;
mod write;

pub(crate) use read::{Field, Fields};
pub(crate) use write::{
    bytes, count, field_len, fixed32, fixed64, int, int_len, message, open, open_with_text, uint, varint_len,
};

#[cfg(test)]
mod tests;
