//! OpenTracing's own formats, those of its reference tracer ("basictracer"): `ot-tracer-*` and `ot-baggage-*`, and a binary one.

use super::{
    carrier::{Extract, Inject},
    error::ExtractError,
    found::{Decision, Found},
    hex,
    line::{Line, trimmed},
    prefixed::{self, Values},
};
use crate::{
    baggage::{Baggage, Filling, MAX_BYTES},
    context::SpanContext,
};

pub(super) const TRACE_ID: &str = "ot-tracer-traceid";
pub(super) const SPAN_ID: &str = "ot-tracer-spanid";
pub(super) const SAMPLED: &str = "ot-tracer-sampled";
const PREFIX: &str = "ot-baggage-";
const BINARY: &str = "OpenTracing binary";

const ACCEPTED_TRACE: &str = "1 to 32 hex digits, not all zero, beside ot-tracer-spanid";
const ACCEPTED_SPAN: &str = "1 to 16 hex digits, not all zero, beside ot-tracer-traceid";
const ACCEPTED_SAMPLED: &str = "`true`, `false`, `1` or `0`";
const ACCEPTED_BINARY: &str = "a big-endian u32 length, and as many bytes of protobuf: 1 trace id and 2 span id, fixed64 and not zero, 3 sampled, 4 baggage";

/// Trace ids have 64 bits here: the low half of ours.
fn short_trace_id(context: &SpanContext) -> u64 {
    context.trace_id().number() as u64
}

/// Ids in as many digits as they have; or, as OpenTelemetry's readers want them (`ottrace`), in sixteen.
pub(super) fn inject<C: Inject + ?Sized>(context: &SpanContext, padded: bool, carrier: &mut C) {
    if context.is_valid() {
        for (header, id) in [(TRACE_ID, short_trace_id(context)), (SPAN_ID, context.span_id().number())] {
            let mut line = Line::<16>::new();
            line.push_hex(&id.to_be_bytes());
            let zeros = if padded { 0 } else { (id.leading_zeros() as usize / 4).min(15) };
            carrier.set(header, &line.as_str()[zeros..]);
        }
        match Decision::of(context) {
            Decision::Accept | Decision::Debug => carrier.set(SAMPLED, "true"),
            Decision::Deny | Decision::Defer => carrier.set(SAMPLED, "false"),
        }
    }
    prefixed::inject(context.baggage(), PREFIX, Values::Plain, carrier);
}

pub(super) fn extract<C: Extract + ?Sized>(carrier: &C) -> Result<Option<Found>, ExtractError> {
    let baggage = prefixed::extract(PREFIX, Values::Plain, carrier);
    let get = |header| carrier.get(header).map(trimmed);
    let (trace, span) = match (get(TRACE_ID), get(SPAN_ID)) {
        (None, None) => return Ok((!baggage.is_empty()).then(|| Found::baggage(baggage))),
        (trace, span) => (trace.unwrap_or_default(), span.unwrap_or_default()),
    };
    let decision = match get(SAMPLED) {
        None => Decision::Defer,
        Some("true" | "1") => Decision::Accept,
        Some("false" | "0") => Decision::Deny,
        Some(other) => return Err(ExtractError::new(SAMPLED, other, ACCEPTED_SAMPLED)),
    };
    let not_zero = |id: &u128| *id != 0;
    let trace_id =
        hex::any(trace).filter(not_zero).ok_or_else(|| ExtractError::new(TRACE_ID, trace, ACCEPTED_TRACE))?;
    let span_id = hex::any_u64(span).filter(|id| *id != 0);
    let span_id = span_id.ok_or_else(|| ExtractError::new(SPAN_ID, span, ACCEPTED_SPAN))?;
    Ok(Some(Found::decided(trace_id, span_id, decision).with_baggage(baggage)))
}

pub(super) fn inject_binary(context: &SpanContext, out: &mut Vec<u8>) {
    if !context.is_valid() {
        return;
    }
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    for (tag, id) in [(0x09, short_trace_id(context)), (0x11, context.span_id().number())] {
        out.push(tag);
        out.extend_from_slice(&id.to_le_bytes());
    }
    // As in protobuf, false is what is not there.
    if context.is_sampled() {
        out.extend_from_slice(&[0x18, 1]);
    }
    for (key, value) in context.baggage().iter() {
        let field = |text: &str| 1 + varint_len(text.len()) + text.len();
        out.push(0x22);
        varint(field(key) + field(value), out);
        for (tag, text) in [(0x0a, key), (0x12, value)] {
            out.push(tag);
            varint(text.len(), out);
            out.extend_from_slice(text.as_bytes());
        }
    }
    let len = (out.len() - start - 4) as u32;
    out[start..start + 4].copy_from_slice(&len.to_be_bytes());
}

fn varint_len(number: usize) -> usize {
    (usize::BITS - (number | 1).leading_zeros()).div_ceil(7) as usize
}

fn varint(mut number: usize, out: &mut Vec<u8>) {
    while number > 127 {
        out.push(number as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

pub(super) fn extract_binary(bytes: &[u8]) -> Result<Option<Found>, ExtractError> {
    if bytes.is_empty() {
        return Ok(None);
    }
    parse_binary(bytes).map(Some).ok_or_else(|| ExtractError::bytes(BINARY, bytes, ACCEPTED_BINARY))
}

fn parse_binary(bytes: &[u8]) -> Option<Found> {
    let (len, message) = bytes.split_first_chunk::<4>()?;
    let mut message = message.get(..u32::from_be_bytes(*len) as usize)?;
    let (mut trace_id, mut span_id, mut sampled) = (0, 0, false);
    let mut baggage = None;
    while !message.is_empty() {
        match field(&mut message)? {
            (1, Field::Fixed64(id)) => trace_id = id,
            (2, Field::Fixed64(id)) => span_id = id,
            (3, Field::Varint(flag)) => sampled = flag != 0,
            (4, Field::Bytes(entry)) => {
                let baggage = baggage.get_or_insert_with(|| Filling::new(bytes.len(), 4));
                add_entry(entry, baggage)?;
            }
            _ => {}
        }
    }
    let decision = if sampled { Decision::Accept } else { Decision::Deny };
    let baggage: Baggage = baggage.map(Filling::finish).unwrap_or_default();
    (trace_id != 0 && span_id != 0).then(|| Found::decided(trace_id.into(), span_id, decision).with_baggage(baggage))
}

fn add_entry(mut entry: &[u8], baggage: &mut Filling) -> Option<()> {
    let (mut key, mut value) = ("", "");
    while !entry.is_empty() {
        match field(&mut entry)? {
            (1, Field::Bytes(text)) => key = std::str::from_utf8(text).ok()?,
            (2, Field::Bytes(text)) => value = std::str::from_utf8(text).ok()?,
            _ => {}
        }
    }
    if key.len() + value.len() <= MAX_BYTES {
        baggage.add(key, |text| text.push_str(value), |_| ());
    }
    Some(())
}

/// A field of a protobuf message.
enum Field<'a> {
    Varint(u64),
    Fixed64(u64),
    Bytes(&'a [u8]),
    Fixed32,
}

/// Takes the next field and its number.
fn field<'a>(message: &mut &'a [u8]) -> Option<(u64, Field<'a>)> {
    let tag = take_varint(message)?;
    let field = match tag & 7 {
        0 => Field::Varint(take_varint(message)?),
        1 => Field::Fixed64(u64::from_le_bytes(*message.split_off(..8)?.first_chunk()?)),
        2 => {
            let len = usize::try_from(take_varint(message)?).ok()?;
            Field::Bytes(message.split_off(..len)?)
        }
        5 => message.split_off(..4).map(|_| Field::Fixed32)?,
        _ => return None,
    };
    Some((tag >> 3, field))
}

fn take_varint(message: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = message.split_off_first()?;
        number |= u64::from(byte & 127) << shift;
        if *byte < 128 {
            return Some(number);
        }
    }
    None
}
