//! Numbers of as many bytes as they need: seven bits a byte, the lowest first, the top bit where another byte follows.
#![expect(clippy::cast_sign_loss, reason = "bits are moved about, numbers are not converted")]

/// The signed as the unsigned, small ones as small ones: 0, -1, 1, -2 become 0, 1, 2, 3.
#[inline]
pub(super) const fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

/// The top bit of every byte.
const MORE: u64 = 0x8080_8080_8080_8080;

/// The lowest 56 bits, seven to a byte: all at once instead of byte by byte, as ids need all of them and there are some in every span.
#[inline]
const fn spread(value: u64) -> u64 {
    let halves = value & 0x0fff_ffff | (value & 0x00ff_ffff_f000_0000) << 4;
    let quarters = halves & 0x0000_3fff_0000_3fff | (halves & 0x0fff_c000_0fff_c000) << 2;
    quarters & 0x007f_007f_007f_007f | (quarters & 0x3f80_3f80_3f80_3f80) << 1
}

/// How many bytes a number takes.
#[inline]
pub(super) const fn len(value: u64) -> usize {
    // Zero takes one too.
    (value | 1).ilog2() as usize / 7 + 1
}

/// The bytes of a number, in two words of which the lower is written first, and how many they are.
#[inline]
const fn words(value: u64) -> (u64, u64, usize) {
    let low = spread(value);
    if value >> 56 == 0 {
        let len = len(value);
        (low | MORE & ((1 << (8 * (len - 1))) - 1), 0, len)
    } else {
        // The ninth byte's top bit is the number's, which is all that the tenth is for.
        (low | MORE, value >> 56 | value >> 63 << 8, 9 + (value >> 63) as usize)
    }
}

/// Appends the first `len` bytes of two words. A copy of a fixed size is a store; what is too much of it is taken back. Two of them, as
/// what was written in pieces a moment ago is slow to copy.
#[inline]
fn append(out: &mut Vec<u8>, low: u64, high: u64, len: usize) {
    let end = out.len() + len;
    out.reserve(16);
    out.extend_from_slice(&low.to_le_bytes());
    out.extend_from_slice(&high.to_le_bytes());
    out.truncate(end);
}

/// A byte, and a number behind it.
#[inline]
pub(super) fn after(out: &mut Vec<u8>, first: u8, value: u64) {
    let (low, high, len) = words(value);
    append(out, low << 8 | u64::from(first), high << 8 | low >> 56, 1 + len);
}

/// A number.
#[inline]
pub(super) fn put(out: &mut Vec<u8>, value: u64) {
    let (low, high, len) = words(value);
    append(out, low, high, len);
}
