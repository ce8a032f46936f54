//! Fields to bytes, at the end of a buffer.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a varint is cut into bytes, signed or not"
)]

use super::kind::{FIXED32, FIXED64, LENGTH, VARINT};

/// How many bytes `value` takes as a varint.
#[inline]
pub(crate) const fn varint_len(value: u64) -> usize {
    // 7 bits a byte, and zero still takes one.
    ((value | 1).ilog2() / 7 + 1) as usize
}

/// As [`varint_len`], for OTLP's signed integers: a negative one always takes ten.
#[inline]
pub(crate) const fn int_len(value: i64) -> usize {
    varint_len(value as u64)
}

/// How many bytes a length-delimited field with a one-byte key takes.
#[inline]
pub(crate) const fn field_len(len: usize) -> usize {
    1 + varint_len(len as u64) + len
}

#[inline]
pub(crate) fn varint(out: &mut Vec<u8>, mut value: u64) {
    if value < 0x80 {
        out.push(value as u8);
        return;
    }
    let mut bytes = [0; 10];
    let mut len = 0;
    while value >= 0x80 {
        bytes[len] = value as u8 | 0x80;
        value >>= 7;
        len += 1;
    }
    bytes[len] = value as u8;
    out.extend_from_slice(&bytes[..=len]);
}

#[inline]
fn key(out: &mut Vec<u8>, field: u32, wire_type: u32) {
    varint(out, u64::from(field << 3 | wire_type));
}

/// A number without a sign.
#[inline]
pub fn uint(out: &mut Vec<u8>, field: u32, value: u64) {
    key(out, field, VARINT);
    varint(out, value);
}

#[inline]
pub(crate) fn int(out: &mut Vec<u8>, field: u32, value: i64) {
    uint(out, field, value as u64);
}

/// A number that proto3 leaves out when it is zero.
#[inline]
pub(crate) fn count(out: &mut Vec<u8>, field: u32, value: u32) {
    if value != 0 {
        uint(out, field, u64::from(value));
    }
}

#[inline]
pub(crate) fn fixed64(out: &mut Vec<u8>, field: u32, value: u64) {
    key(out, field, FIXED64);
    out.extend_from_slice(&value.to_le_bytes());
}

#[inline]
pub(crate) fn fixed32(out: &mut Vec<u8>, field: u32, value: u32) {
    key(out, field, FIXED32);
    out.extend_from_slice(&value.to_le_bytes());
}

/// The key and the length of a length-delimited field whose `len` bytes the caller writes next.
#[inline]
pub(crate) fn open(out: &mut Vec<u8>, field: u32, len: usize) {
    key(out, field, LENGTH);
    varint(out, len as u64);
}

/// Bytes, or text, with their length.
#[inline]
pub fn bytes(out: &mut Vec<u8>, field: u32, value: &[u8]) {
    open(out, field, value.len());
    out.extend_from_slice(value);
}

/// A message of `len` bytes that begins with the text field `inner`; the rest of it the caller writes next.
///
/// Same as [`open`] and [`bytes`], but in the common case, short and with small field numbers, with one look at the capacity for
/// all that stands before the text.
#[inline]
pub(crate) fn open_with_text(out: &mut Vec<u8>, field: u32, len: usize, inner: u32, text: &str) {
    if len < 0x80 && field < 16 {
        out.extend_from_slice(&[(field << 3 | LENGTH) as u8, len as u8, (inner << 3 | LENGTH) as u8, text.len() as u8]);
        out.extend_from_slice(text.as_bytes());
    } else {
        open(out, field, len);
        bytes(out, inner, text.as_bytes());
    }
}

/// A nested message whose length is only known once it is written: room for the length is left in front (`guess` bytes, right
/// nearly always) and put right afterwards.
#[inline]
pub fn message(out: &mut Vec<u8>, field: u32, guess: usize, body: impl FnOnce(&mut Vec<u8>)) {
    key(out, field, LENGTH);
    let at = out.len();
    out.extend_from_slice(&[0; 5][..guess]);
    let from = at + guess;
    body(out);
    let len = out.len() - from;
    let width = varint_len(len as u64);
    if width != guess {
        shift(out, from, at + width);
    }
    let mut rest = len;
    for byte in &mut out[at..at + width - 1] {
        *byte = rest as u8 | 0x80;
        rest >>= 7;
    }
    out[at + width - 1] = rest as u8;
}

/// Moves everything behind `from` so that it begins at `to`.
#[cold]
fn shift(out: &mut Vec<u8>, from: usize, to: usize) {
    let end = out.len();
    if to > from {
        out.resize(end + to - from, 0);
        out.copy_within(from..end, to);
    } else {
        out.copy_within(from..end, to);
        out.truncate(end - (from - to));
    }
}
