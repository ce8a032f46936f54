//! Percent-encoding (RFC 3986 §2.1), as baggage and headers use it.

/// What stands for itself: RFC 3986 §2.3.
const UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    table
};

const DIGITS: &[u8; 16] = b"0123456789ABCDEF";

/// A byte that may stand nowhere as it is, as three that may.
pub(crate) const fn escaped(byte: u8) -> [u8; 3] {
    [b'%', DIGITS[(byte >> 4) as usize], DIGITS[(byte & 15) as usize]]
}

/// The text in pieces: what stands for itself, and escapes for every other byte.
#[inline]
pub(crate) fn encode(text: &str, mut put: impl FnMut(&[u8])) {
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let plain = rest.iter().position(|byte| !UNRESERVED[usize::from(*byte)]).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(plain);
        if !piece.is_empty() {
            put(piece);
        }
        let Some((byte, after)) = after.split_first() else { return };
        put(&escaped(*byte));
        rest = after;
    }
}

/// How long the text is once encoded.
pub(crate) fn encoded_len(text: &str) -> usize {
    text.bytes().map(|byte| if UNRESERVED[usize::from(byte)] { 1 } else { 3 }).sum()
}

/// Appends the text with its escapes decoded. What is no escape stays as it is, bytes that are no UTF-8 become U+FFFD (W3C Baggage
/// §3.3.1.3), and a `+` is a plus.
pub(crate) fn decode_into(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // One character's bytes are escaped one after the other.
        let (mut run, mut len) = ([0; 32], 0);
        while len < run.len()
            && let Some(byte) = escape(rest)
        {
            run[len] = byte;
            len += 1;
            rest = &rest[3..];
        }
        if len == 0 {
            out.push('%');
            rest = &rest[1..];
        }
        // A character at the end of a full run may go on in the next one.
        if len == run.len()
            && let Err(error) = std::str::from_utf8(&run)
            && error.error_len().is_none()
            && escape(rest).is_some()
        {
            let cut = len - error.valid_up_to();
            len -= cut;
            rest = &text[text.len() - rest.len() - 3 * cut..];
        }
        for chunk in run[..len].utf8_chunks() {
            out.push_str(chunk.valid());
            if !chunk.invalid().is_empty() {
                out.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
    out.push_str(rest);
}

/// The byte that an escape at the start stands for.
fn escape(text: &str) -> Option<u8> {
    let [b'%', high, low, ..] = text.as_bytes() else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    Some((digit(high)? << 4 | digit(low)?) as u8)
}

#[cfg(all(test, not(loom)))]
mod tests;
