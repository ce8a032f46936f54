//! JSON's tokens at the end of a buffer (RFC 8259), and what formats write as text in it: hexadecimal ids and base64.
//!
//! Only tokens: commas and brackets are bytes that the caller writes.

mod text;
mod digits;
mod number;
mod hex;
mod base64;

pub use base64::base64;
pub use digits::{Digits, int, padded4, padded16, uint};
pub use hex::{hex64, hex128};
pub use number::{Float, float};
pub use text::{escaped, is_plain, string};

#[cfg(test)]
mod tests;
