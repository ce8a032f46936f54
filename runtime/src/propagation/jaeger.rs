//! Jaeger's own format (jaegertracing.io, "Client Libraries", Propagation Format): `uber-trace-id: TRACE:SPAN:PARENT:FLAGS`, and a binary one.

use std::borrow::Cow;

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
    percent,
};

pub(super) const HEADER: &str = "uber-trace-id";
const PREFIX: &str = "uberctx-";
const BINARY: &str = "Jaeger binary";
const ACCEPTED: &str =
    "`TRACE:SPAN:PARENT:FLAGS` in hex: 1 to 32 digits and 1 to 16, neither zero, anything, and flags";
const ACCEPTED_BINARY: &str = "big-endian 16 bytes of trace id, 8 of span id, neither zero, 8 of parent id, 1 of flags, and a u32 count of entries, each a key and a value with a u32 length before it";

const SAMPLED: u8 = 1;
const DEBUG: u8 = 2;

/// There is no way to defer: that is sent as "not sampled".
fn flags(context: &SpanContext) -> u8 {
    match Decision::of(context) {
        Decision::Deny | Decision::Defer => 0,
        Decision::Accept => SAMPLED,
        Decision::Debug => SAMPLED | DEBUG,
    }
}

fn found(trace_id: u128, span_id: u64, flags: u8) -> Found {
    // Debug alone means nothing (the clients' rule).
    let decision = match flags & (SAMPLED | DEBUG) {
        SAMPLED => Decision::Accept,
        0 | DEBUG => Decision::Deny,
        _ => Decision::Debug,
    };
    Found::decided(trace_id, span_id, decision)
}

pub(super) fn inject<C: Inject + ?Sized>(context: &SpanContext, carrier: &mut C) {
    if context.is_valid() {
        let mut line = Line::<64>::new();
        line.push_hex(&context.trace_id().to_bytes());
        line.push(b":");
        line.push_hex(&context.span_id().to_bytes());
        line.push(b":0:");
        line.push_number(flags(context).into());
        carrier.set(HEADER, line.as_str());
    }
    prefixed::inject(context.baggage(), PREFIX, Values::Encoded, carrier);
}

pub(super) fn extract<C: Extract + ?Sized>(carrier: &C) -> Result<Option<Found>, ExtractError> {
    let baggage = prefixed::extract(PREFIX, Values::Encoded, carrier);
    match carrier.get(HEADER) {
        Some(line) => match parse(trimmed(line)) {
            Some(found) => Ok(Some(found.with_baggage(baggage))),
            None => Err(ExtractError::new(HEADER, line, ACCEPTED)),
        },
        None => Ok((!baggage.is_empty()).then(|| Found::baggage(baggage))),
    }
}

/// Clients drop leading zeros, and some escape the colons.
fn parse(line: &str) -> Option<Found> {
    let line = match line.contains('%') {
        // No longer than ids with their zeros, a parent id and flags, all escaped.
        true if line.len() > 512 => return None,
        true => {
            let mut decoded = String::with_capacity(line.len());
            percent::decode_into(line, &mut decoded);
            Cow::from(decoded)
        }
        false => line.into(),
    };
    let mut parts = line.split(':');
    let mut part = || parts.next();
    let (trace, span, _parent, flags) = (part()?, part()?, part()?, part()?);
    let (trace_id, span_id) = (hex::any(trace)?, hex::any_u64(span)?);
    // Of flags of any length the low byte counts.
    let low = flags.len().saturating_sub(2);
    if !flags.bytes().all(|digit| digit.is_ascii_hexdigit()) || parts.next().is_some() {
        return None;
    }
    let flags = hex::any(&flags[low..])? as u8;
    (trace_id != 0 && span_id != 0).then(|| found(trace_id, span_id, flags))
}

pub(super) fn inject_binary(context: &SpanContext, out: &mut Vec<u8>) {
    if !context.is_valid() {
        return;
    }
    out.extend_from_slice(&context.trace_id().to_bytes());
    out.extend_from_slice(&context.span_id().to_bytes());
    out.extend_from_slice(&[0; 8]);
    out.push(flags(context));
    out.extend_from_slice(&(context.baggage().len() as u32).to_be_bytes());
    for text in context.baggage().iter().flat_map(|(key, value)| [key, value]) {
        out.extend_from_slice(&(text.len() as u32).to_be_bytes());
        out.extend_from_slice(text.as_bytes());
    }
}

pub(super) fn extract_binary(bytes: &[u8]) -> Result<Option<Found>, ExtractError> {
    if bytes.is_empty() {
        return Ok(None);
    }
    parse_binary(bytes).map(Some).ok_or_else(|| ExtractError::bytes(BINARY, bytes, ACCEPTED_BINARY))
}

fn parse_binary(bytes: &[u8]) -> Option<Found> {
    let (trace_id, rest) = bytes.split_first_chunk::<16>()?;
    let (span_id, rest) = rest.split_first_chunk::<8>()?;
    let (_parent, rest) = rest.split_first_chunk::<8>()?;
    let (flags, rest) = rest.split_first()?;
    let (trace_id, span_id) = (u128::from_be_bytes(*trace_id), u64::from_be_bytes(*span_id));
    let baggage = parse_entries(rest)?;
    (trace_id != 0 && span_id != 0).then(|| found(trace_id, span_id, *flags).with_baggage(baggage))
}

fn parse_entries(rest: &[u8]) -> Option<Baggage> {
    let (count, mut rest) = rest.split_first_chunk::<4>()?;
    let count = u32::from_be_bytes(*count);
    let mut filling = Filling::new(rest.len(), 4);
    let mut text = || {
        let (len, after) = rest.split_first_chunk::<4>()?;
        let (text, after) = after.split_at_checked(u32::from_be_bytes(*len) as usize)?;
        rest = after;
        std::str::from_utf8(text).ok()
    };
    // What the count says is not believed: every entry takes eight bytes at least.
    for _ in 0..count {
        let (key, value) = (text()?, text()?);
        if key.len() + value.len() <= MAX_BYTES {
            filling.add(key, |text| text.push_str(value), |_| ());
        }
    }
    Some(filling.finish())
}
