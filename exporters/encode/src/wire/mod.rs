//! Protobuf's wire format, as much of it as OTLP needs.
//!
//! ```
//! use traced_encode::wire::{Field, Fields, bytes, uint};
//!
//! let mut out = Vec::new();
//! uint(&mut out, 1, 300);
//! bytes(&mut out, 2, b"text");
//! let fields: Vec<_> = Fields::of(&out).collect::<Result<_, _>>().unwrap();
//! assert_eq!(fields, [(1, Field::Number(300)), (2, Field::Bytes(b"text"))]);
//! ```

mod kind;
mod read;
mod write;

pub use read::{Field, Fields, Malformed};
pub use write::{bytes, message, uint};
pub(crate) use write::{count, field_len, fixed32, fixed64, int, int_len, open, open_with_text, varint_len};

#[cfg(test)]
mod tests;
