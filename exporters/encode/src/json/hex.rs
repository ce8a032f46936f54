//! Ids as lower-case hexadecimal digits, eight at a time.

/// The eight digits of a number, as text.
#[inline]
const fn digits(number: u32) -> u64 {
    // Each digit into a byte of its own: halves, then quarters, then eighths.
    let mut spread = number as u64;
    spread = (spread << 16 | spread) & 0x0000_ffff_0000_ffff;
    spread = (spread << 8 | spread) & 0x00ff_00ff_00ff_00ff;
    spread = (spread << 4 | spread) & 0x0f0f_0f0f_0f0f_0f0f;
    // 1 in the bytes that hold 10 or more, which are letters.
    let letters = (spread + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101;
    spread + 0x3030_3030_3030_3030 + letters * (b'a' - b'0' - 10) as u64
}

/// Sixteen digits.
#[inline]
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "cut into halves")]
pub const fn hex64(number: u64) -> [u8; 16] {
    ((digits((number >> 32) as u32) as u128) << 64 | digits(number as u32) as u128).to_be_bytes()
}

/// Thirty-two digits.
#[inline]
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "cut into halves")]
pub fn hex128(number: u128) -> [u8; 32] {
    let mut text = [0; 32];
    text[..16].copy_from_slice(&hex64((number >> 64) as u64));
    text[16..].copy_from_slice(&hex64(number as u64));
    text
}
