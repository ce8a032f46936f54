//! Ids as lower-case hexadecimal digits, eight at a time.

/// The eight digits of a number.
#[inline]
const fn digits(number: u32) -> [u8; 8] {
    // Each digit into a byte of its own: halves, then quarters, then eighths.
    let mut spread = number as u64;
    spread = (spread << 16 | spread) & 0x0000_ffff_0000_ffff;
    spread = (spread << 8 | spread) & 0x00ff_00ff_00ff_00ff;
    spread = (spread << 4 | spread) & 0x0f0f_0f0f_0f0f_0f0f;
    // 1 in the bytes that hold 10 or more, which are letters.
    let letters = (spread + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101;
    (spread + 0x3030_3030_3030_3030 + letters * (b'a' - b'0' - 10) as u64).to_be_bytes()
}

/// Sixteen digits.
#[inline]
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "cut into halves")]
pub const fn hex64(number: u64) -> [u8; 16] {
    let (high, low) = (digits((number >> 32) as u32), digits(number as u32));
    let mut text = [0; 16];
    let mut at = 0;
    while at < 8 {
        (text[at], text[at + 8]) = (high[at], low[at]);
        at += 1;
    }
    text
}

/// Thirty-two digits.
#[inline]
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "cut into halves")]
pub const fn hex128(number: u128) -> [u8; 32] {
    let (high, low) = (hex64((number >> 64) as u64), hex64(number as u64));
    let mut text = [0; 32];
    let mut at = 0;
    while at < 16 {
        (text[at], text[at + 16]) = (high[at], low[at]);
        at += 1;
    }
    text
}
