//! Ids as X-Ray writes them, and new ones for what has none of its own.

use traced_encode::json::{hex64, hex128};
use traced_runtime::{SpanId, TraceId};

/// `1-`, the eight digits that ought to be a time, `-`, and the other twenty-four.
#[inline]
pub(super) fn trace_id(id: TraceId) -> [u8; 35] {
    let mut text = *b"1-00000000-000000000000000000000000";
    let digits = hex128(id.number());
    text[2..10].copy_from_slice(&digits[..8]);
    text[11..].copy_from_slice(&digits[8..]);
    text
}

/// A member that is the id of a span, or of what is like one; and a comma.
#[inline]
pub(super) fn id(out: &mut Vec<u8>, name: &str, id: SpanId) {
    super::value::named(out, name);
    out.push(b'"');
    out.extend_from_slice(&hex64(id.number()));
    out.extend_from_slice(b"\",");
}

/// The id of the `number`th thing that belongs to a span: the same at every try, and as random as the span's own. (The numbers are those
/// of Steele, Lea and Flood's generator, which mixes a counter.)
pub(super) fn derived(span: SpanId, number: u64) -> SpanId {
    let mut mixed = span.number().wrapping_add(number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    // Zero is no id.
    SpanId::new((mixed ^ mixed >> 31).max(1))
}
