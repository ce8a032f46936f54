//! Tags to annotations, by which X-Ray finds traces: plain values under keys of letters, digits and `_`, and not many of them.

use traced_encode::json;
use traced_runtime::ValueRef;

use super::{
    sheet::{Section, Sheet},
    value::{any, first},
};

/// X-Ray indexes no more of a trace.
const MOST: usize = 50;
/// The schema's limits.
const LONGEST_KEY: usize = 500;
pub(super) const LONGEST_TEXT: usize = 1000;

/// The keys of a span's annotations so far, as hashes. Of two that only look alike one is no annotation.
#[derive(Debug, Default)]
pub(super) struct Keys(Vec<u64>);

impl Keys {
    /// Begins a span.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// An annotation, if it can be one.
    #[inline]
    pub(super) fn annotate(&mut self, sheet: &mut Sheet, key: &str, value: ValueRef<'_>) -> bool {
        if self.0.len() == MOST || !is_plain(value) || key.is_empty() || key.len() > LONGEST_KEY {
            return false;
        }
        // FNV-1a.
        let hash = letters(key).fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        if self.0.contains(&hash) {
            return false;
        }
        self.0.push(hash);
        sheet.piece(Section::Annotations, |out| {
            out.push(b'"');
            out.extend(letters(key));
            out.extend_from_slice(b"\":");
            match value {
                ValueRef::Str(text) => json::string(out, text),
                value => any(out, value),
            }
        });
        true
    }
}

/// The key with `_` in the place of what X-Ray takes in none.
#[inline]
fn letters(key: &str) -> impl Iterator<Item = u8> {
    key.chars().map(|c| if c.is_ascii_alphanumeric() { c as u8 } else { b'_' })
}

#[inline]
fn is_plain(value: ValueRef<'_>) -> bool {
    match value {
        ValueRef::Str(text) => first(text, LONGEST_TEXT).1,
        ValueRef::Bool(_) | ValueRef::I64(_) | ValueRef::U64(_) => true,
        ValueRef::F64(number) => number.is_finite(),
        _ => false,
    }
}
