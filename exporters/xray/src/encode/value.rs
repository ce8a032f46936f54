//! Members of documents, and values.

use traced_encode::json::{self, padded16};
pub(super) use traced_encode::json::{any, close, owned_any as owned};

/// A member's name, which needs no escapes, and the colon.
#[inline]
pub(super) fn named(out: &mut Vec<u8>, name: &str) {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

/// A member that is text, and a comma.
#[inline]
pub(super) fn text(out: &mut Vec<u8>, name: &str, text: &str) {
    named(out, name);
    json::string(out, text);
    out.push(b',');
}

/// A member that is a whole number, and a comma.
#[inline]
pub(super) fn number(out: &mut Vec<u8>, name: &str, number: u64) {
    named(out, name);
    json::uint(out, number);
    out.push(b',');
}

/// A time as seconds since 1970, with all digits that are known.
#[inline]
pub(super) fn seconds(out: &mut Vec<u8>, unix_nanos: u64) {
    json::uint(out, unix_nanos / 1_000_000_000);
    out.push(b'.');
    out.extend_from_slice(&padded16(unix_nanos % 1_000_000_000)[7..]);
}

/// The first characters of a text, and whether they are all.
#[inline]
pub(super) fn first(text: &str, chars: usize) -> (&str, bool) {
    // No text has more characters than bytes.
    if text.len() <= chars {
        return (text, true);
    }
    text.char_indices().nth(chars).map_or((text, true), |(end, _)| (&text[..end], false))
}
