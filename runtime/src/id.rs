//! Trace and span ids: fixed-size numbers that print and parse as lower-case hex.

use std::{fmt, str::FromStr};

/// Identifies a trace: 16 bytes, all zero meaning "none" (W3C Trace Context §3.2.2.3).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct TraceId(u128);

/// Identifies a span within its trace: 8 bytes, all zero meaning "none" (W3C Trace Context §3.2.2.4).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SpanId(u64);

/// An id that is not hex of the right length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseIdError {
    found: String,
    digits: usize,
}

impl fmt::Display for ParseIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid id {:?}: expected 1 to {} hexadecimal digits", self.found, self.digits)
    }
}

impl std::error::Error for ParseIdError {}

macro_rules! id {
    ($name:ident, $number:ty, $bytes:literal) => {
        impl $name {
            /// The absent id.
            pub const INVALID: Self = Self(0);

            /// The id with this number.
            pub const fn new(number: $number) -> Self {
                Self(number)
            }

            /// The id as a number.
            pub const fn number(self) -> $number {
                self.0
            }

            /// The id from its big-endian bytes.
            pub const fn from_bytes(bytes: [u8; $bytes]) -> Self {
                Self(<$number>::from_be_bytes(bytes))
            }

            /// The id's big-endian bytes, as formats on the wire have them.
            pub const fn to_bytes(self) -> [u8; $bytes] {
                self.0.to_be_bytes()
            }

            /// Whether it identifies anything: not zero.
            pub const fn is_valid(self) -> bool {
                self.0 != 0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:0width$x}", self.0, width = $bytes * 2)
            }
        }

        impl fmt::LowerHex for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            /// Missing leading zeros are accepted: real Jaeger clients leave them out.
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let digits = $bytes * 2;
                if text.is_empty() || text.len() > digits || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return Err(ParseIdError { found: text.chars().take(64).collect(), digits });
                }
                <$number>::from_str_radix(text, 16)
                    .map(Self)
                    .map_err(|_| ParseIdError { found: text.to_owned(), digits })
            }
        }
    };
}

id!(TraceId, u128, 16);
id!(SpanId, u64, 8);

/// The id of the span at `index` in the strand with this seed: never zero, and different for every index.
///
/// The finaliser of `SplitMix64` (Steele, Lea, Flood 2014): a bijection, so that indices of one strand cannot collide.
#[inline]
pub(crate) const fn span_id(seed: u64, index: u32) -> SpanId {
    let mut x = seed.wrapping_add((index as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^= x >> 31;
    SpanId(if x == 0 { 1 } else { x })
}

#[cfg(all(test, not(loom)))]
mod tests;
