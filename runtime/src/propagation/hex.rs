//! Hexadecimal digits: lower case out; in, lower case alone or any, as formats have it.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// What a digit is worth; 16 for an upper-case one added, 255 for none.
const WORTH: [u8; 256] = {
    let mut table = [255; 256];
    let mut digit = 0;
    while digit < 16 {
        table[DIGITS[digit] as usize] = digit as u8;
        if digit > 9 {
            table[DIGITS[digit].to_ascii_uppercase() as usize] = digit as u8 | 16;
        }
        digit += 1;
    }
    table
};

/// The number of up to 16 digits, and all their worths together.
#[inline]
fn half(digits: &[u8]) -> (u64, u8) {
    digits.iter().fold((0, 0), |(number, all), digit| {
        let worth = WORTH[usize::from(*digit)];
        (number << 4 | u64::from(worth & 15), all | worth)
    })
}

#[inline]
fn number(digits: &[u8], allowed: u8) -> Option<u128> {
    if digits.is_empty() || digits.len() > 32 {
        return None;
    }
    let (high, low) = digits.split_at(digits.len().saturating_sub(16));
    let ((high, all_high), (low, all_low)) = (half(high), half(low));
    ((all_high | all_low) <= allowed).then_some(u128::from(high) << 64 | u128::from(low))
}

/// The number of 1 to 32 lower-case digits.
#[inline]
pub(super) fn lower(digits: &[u8]) -> Option<u128> {
    number(digits, 15)
}

/// The number of 1 to 32 digits.
pub(super) fn any(digits: &str) -> Option<u128> {
    number(digits.as_bytes(), 31)
}

/// The number of 1 to 16 digits.
pub(super) fn any_u64(digits: &str) -> Option<u64> {
    any(digits).filter(|_| digits.len() <= 16).map(|number| number as u64)
}

/// A byte's two digits.
#[inline]
pub(super) const fn byte(byte: u8) -> [u8; 2] {
    [DIGITS[(byte >> 4) as usize], DIGITS[(byte & 15) as usize]]
}

/// Writes the digits of bytes into what has room for as many.
#[inline]
pub(super) fn write(bytes: &[u8], out: &mut [u8]) {
    for (byte, out) in bytes.iter().zip(out.chunks_exact_mut(2)) {
        out.copy_from_slice(&self::byte(*byte));
    }
}
