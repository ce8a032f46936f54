//! Bytes as base64 with padding (RFC 4648 §4), which is what protobuf's JSON and OpenTelemetry write.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The digits, which need no escapes; the quotes are the caller's.
pub fn base64(out: &mut Vec<u8>, bytes: &[u8]) {
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        let digit = |shift: u32| DIGITS[(bits >> shift & 0x3f) as usize];
        let mut text = [digit(18), digit(12), digit(6), digit(0)];
        // A missing byte takes its digits with it.
        text[group.len() + 1..].fill(b'=');
        out.extend_from_slice(&text);
    }
}
