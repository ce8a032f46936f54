//! Whole numbers, two digits a step.

const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut n = 0;
    while n < 100 {
        pairs[n as usize] = [b'0' + n / 10, b'0' + n % 10];
        n += 1;
    }
    pairs
};

/// The decimal digits of a number.
///
/// ```
/// assert_eq!(traced_encode::json::Digits::of(120).as_bytes(), b"120");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Digits {
    text: [u8; 20],
    from: usize,
}

impl Digits {
    /// Those of `number`.
    #[inline]
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "below a hundred")]
    pub fn of(mut number: u64) -> Self {
        let mut digits = Digits { text: [0; 20], from: 20 };
        while number >= 100 {
            digits.put(PAIRS[(number % 100) as usize]);
            number /= 100;
        }
        if number >= 10 {
            digits.put(PAIRS[number as usize]);
        } else {
            digits.from -= 1;
            digits.text[digits.from] = PAIRS[number as usize][1];
        }
        digits
    }

    #[inline]
    fn put(&mut self, pair: [u8; 2]) {
        self.from -= 2;
        self.text[self.from..self.from + 2].copy_from_slice(&pair);
    }

    /// The digits, the first of which is zero only where it is the only one.
    #[inline]
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.text[self.from..]
    }
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
