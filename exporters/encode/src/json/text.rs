//! Text to strings. What needs no escape is found eight bytes at a time and copied as it is: nearly all text.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The high bit of each byte that cannot stand in a string: a control character, a quote or a backslash. Exact up to the lowest that is
/// set, which is the first of them in memory; those above it may be wrong.
#[inline]
const fn special(word: u64) -> u64 {
    // A byte below n loses its high bit to the borrow; one that had the bit itself is not meant.
    let control = word.wrapping_sub(ONES * 0x20);
    let quote = (word ^ (ONES * b'"' as u64)).wrapping_sub(ONES);
    let backslash = (word ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
    (control | quote | backslash) & !word & HIGHS
}

/// Where the first byte that needs an escape is; the length where none does.
#[inline]
fn clean(bytes: &[u8]) -> usize {
    let Some(last) = bytes.last_chunk::<8>() else { return clean_short(bytes) };
    let mut at = 0;
    while let Some(word) = bytes[at..].first_chunk::<8>() {
        let found = special(u64::from_le_bytes(*word));
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    // The last eight once more.
    match special(u64::from_le_bytes(*last)) {
        0 => bytes.len(),
        found => bytes.len() - 8 + (found.trailing_zeros() / 8) as usize,
    }
}

/// The same for less than eight bytes.
#[inline]
fn clean_short(bytes: &[u8]) -> usize {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let both = u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32;
        if special(both) == 0 {
            return bytes.len();
        }
    }
    let escaped = |byte: &u8| matches!(byte, 0..=0x1f | b'"' | b'\\');
    bytes.iter().position(escaped).unwrap_or(bytes.len())
}

/// Whether text stands between quotes as it is.
#[inline]
#[must_use]
pub fn is_plain(text: &str) -> bool {
    clean(text.as_bytes()) == text.len()
}

/// Text between quotes.
#[inline]
pub fn string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    escaped(out, text);
    out.push(b'"');
}

/// Text as it stands between quotes.
#[inline]
pub fn escaped(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let first = clean(bytes);
    out.extend_from_slice(&bytes[..first]);
    if first < bytes.len() {
        with_escapes(out, &bytes[first..]);
    }
}

#[cold]
fn with_escapes(out: &mut Vec<u8>, mut bytes: &[u8]) {
    while let Some((&byte, rest)) = bytes.split_first() {
        escape(out, byte);
        let first = clean(rest);
        out.extend_from_slice(&rest[..first]);
        bytes = &rest[first..];
    }
}

fn escape(out: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'"' => b'"',
        b'\\' => b'\\',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ => {
            let digit = |half: u8| HEX[usize::from(half & 0xf)];
            return out.extend_from_slice(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte)]);
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}
