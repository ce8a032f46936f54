//! Floating point numbers: the shortest digits that are read back as the same number, which the standard library knows.

use std::io::Write as _;

/// What is neither finite nor a number has no token in JSON: protobuf's JSON and OpenTelemetry write it as one of these texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Float {
    /// Was written.
    Finite,
    /// Was not written: this is the text for it.
    Text(&'static str),
}

/// Writes a number, unless it is none.
///
/// ```
/// use traced_encode::json::{Float, float};
///
/// let mut out = Vec::new();
/// assert_eq!((float(&mut out, 0.1), &out[..]), (Float::Finite, &b"0.1"[..]));
/// assert_eq!(float(&mut out, f64::INFINITY), Float::Text("Infinity"));
/// ```
#[inline]
pub fn float(out: &mut Vec<u8>, number: f64) -> Float {
    if number.is_nan() {
        return Float::Text("NaN");
    }
    if number.is_infinite() {
        return Float::Text(if number > 0.0 { "Infinity" } else { "-Infinity" });
    }
    // Without an exponent the largest would have 309 digits.
    let size = number.abs();
    let plain = size == 0.0 || (1e-5..1e16).contains(&size);
    let written = if plain { write!(out, "{number}") } else { write!(out, "{number:e}") };
    debug_assert!(written.is_ok(), "a Vec takes everything");
    Float::Finite
}
