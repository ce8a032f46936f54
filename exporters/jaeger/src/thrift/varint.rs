//! Numbers of as many bytes as they need: seven bits a byte, the lowest first, the top bit where another byte follows.
#![expect(
    clippy::cast_sign_loss,
    clippy::cast_possible_truncation,
    reason = "bits are moved about, numbers are not converted"
)]

/// The signed as the unsigned, small ones as small ones: 0, -1, 1, -2 become 0, 1, 2, 3.
#[inline]
pub(super) const fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

/// All at once instead of byte by byte: ids need all ten, and there are some in every span.
#[inline]
const fn spread(value: u64) -> u128 {
    let halves = value & 0x0fff_ffff | (value & 0x00ff_ffff_f000_0000) << 4;
    let quarters = halves & 0x0000_3fff_0000_3fff | (halves & 0x0fff_c000_0fff_c000) << 2;
    let eighths = quarters & 0x007f_007f_007f_007f | (quarters & 0x3f80_3f80_3f80_3f80) << 1;
    eighths as u128 | (value as u128 >> 56 & 0x7f) << 64 | (value as u128 >> 63) << 72
}

const MORE: u128 = 0x8080_8080_8080_8080_8080;

/// How many bytes a number takes.
#[inline]
pub(super) const fn len(value: u64) -> usize {
    // Zero takes one too.
    (value | 1).ilog2() as usize / 7 + 1
}

/// A byte, and a number behind it.
#[inline]
pub(super) fn after(out: &mut Vec<u8>, first: u8, value: u64) {
    let len = len(value);
    let more = MORE & ((1 << (8 * (len - 1))) - 1);
    let word = (spread(value) | more) << 8 | u128::from(first);
    // A copy of a fixed size is a store; what is too much of it is taken back.
    let end = out.len() + 1 + len;
    out.extend_from_slice(&word.to_le_bytes());
    out.truncate(end);
}

/// A number.
#[inline]
pub(super) fn put(out: &mut Vec<u8>, value: u64) {
    if value < 0x80 {
        out.push(value as u8);
    } else {
        let more = MORE & ((1 << (8 * (len(value) - 1))) - 1);
        let end = out.len() + len(value);
        out.extend_from_slice(&(spread(value) | more).to_le_bytes());
        out.truncate(end);
    }
}
