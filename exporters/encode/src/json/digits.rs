//! Whole numbers, eight digits a step.

const HUNDRED_MILLION: u64 = 100_000_000;
/// What makes eight digits text.
const TEXT: u64 = 0x3030_3030_3030_3030;

/// The eight digits of a number that has no more, as numbers from 0 to 9, the first in the lowest byte.
///
/// Halves of four digits, then quarters of two, then digits, all side by side in one word; divisions by 100 and 10 are multiplications
/// that are exact for what stands there.
#[inline]
const fn eight(number: u64) -> u64 {
    let halves = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((halves * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let quarters = hundreds | ((halves - hundreds * 100) << 16);
    let tens = ((quarters * 103) >> 10) & 0x000f_000f_000f_000f;
    tens | ((quarters - tens * 10) << 8)
}

/// The decimal digits of a number.
///
/// ```
/// assert_eq!(traced_encode::json::Digits::of(120).as_bytes(), b"120");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Digits {
    text: [u8; 24],
    from: usize,
}

impl Digits {
    /// Those of `number`.
    #[inline]
    #[must_use]
    pub fn of(number: u64) -> Self {
        let mut digits = Digits { text: [b'0'; 24], from: 24 };
        let (high, low) = (number / HUNDRED_MILLION, number % HUNDRED_MILLION);
        digits.put(16, low);
        if high > 0 {
            digits.put(8, high % HUNDRED_MILLION);
            if high >= HUNDRED_MILLION {
                digits.put(0, high / HUNDRED_MILLION);
            }
        }
        // Zero has a digit too.
        digits.from = digits.from.min(23);
        digits
    }

    /// Puts eight digits in their place, and begins at the first of them that is not zero.
    #[inline]
    fn put(&mut self, at: usize, number: u64) {
        let eight = eight(number);
        self.from = at + (eight.trailing_zeros() / 8) as usize;
        self.text[at..at + 8].copy_from_slice(&(eight | TEXT).to_le_bytes());
    }

    /// The digits, the first of which is zero only where it is the only one.
    #[inline]
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.text[self.from..]
    }
}

/// The last sixteen digits of a number, zeros among them: for numbers that nearly always are of one size, such as times.
///
/// ```
/// assert_eq!(&traced_encode::json::padded16(120), b"0000000000000120");
/// ```
#[inline]
#[must_use]
pub const fn padded16(number: u64) -> [u8; 16] {
    let (high, low) = (number / HUNDRED_MILLION % HUNDRED_MILLION, number % HUNDRED_MILLION);
    ((eight(high) | TEXT) as u128 | (((eight(low) | TEXT) as u128) << 64)).to_le_bytes()
}

/// The last four digits of a number, zeros among them.
#[inline]
#[must_use]
pub const fn padded4(number: u64) -> [u8; 4] {
    let [_, _, _, _, a, b, c, d] = (eight(number % 10_000) | TEXT).to_le_bytes();
    [a, b, c, d]
}

/// A number without a sign.
#[inline]
pub fn uint(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(Digits::of(number).as_bytes());
}

/// A number with a sign where it is negative.
#[inline]
pub fn int(out: &mut Vec<u8>, number: i64) {
    if number < 0 {
        out.push(b'-');
    }
    uint(out, number.unsigned_abs());
}
