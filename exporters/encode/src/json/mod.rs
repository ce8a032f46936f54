//! JSON's tokens at the end of a buffer (RFC 8259), what formats write as text in it, hexadecimal ids and base64, and whole values.
//!
//! Between these, commas and brackets are bytes that the caller writes.

mod text;
mod digits;
mod number;
mod hex;
mod base64;
mod value;

pub use base64::base64;
pub use digits::{Digits, int, padded4, padded16, uint};
pub use hex::{hex64, hex128};
pub use number::{Float, float};
pub use text::{escaped, is_plain, string};
pub use value::{any, close, owned_any};

#[cfg(test)]
mod tests;
