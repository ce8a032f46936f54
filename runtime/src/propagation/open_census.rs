//! OpenCensus' binary format (census-instrumentation/opencensus-specs, `BinaryEncoding.md`), in gRPC the header `grpc-trace-bin`.

use super::{
    carrier::{Extract, Inject},
    error::ExtractError,
    found::{Decision, Found},
    line::{Line, trimmed},
};
use crate::context::SpanContext;

pub(super) const HEADER: &str = "grpc-trace-bin";
const ACCEPTED: &str =
    "bytes 0, 0 and a trace id of 16, not zero; then perhaps 1 and a span id of 8; then perhaps 2 and 1 of options";
const LEN: usize = 29;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn written(context: &SpanContext) -> [u8; LEN] {
    let mut bytes = [0; LEN];
    bytes[2..18].copy_from_slice(&context.trace_id().to_bytes());
    bytes[18] = 1;
    bytes[19..27].copy_from_slice(&context.span_id().to_bytes());
    bytes[27] = 2;
    bytes[28] = context.is_sampled().into();
    bytes
}

pub(super) fn inject_binary(context: &SpanContext, out: &mut Vec<u8>) {
    if context.is_valid() {
        out.extend_from_slice(&written(context));
    }
}

pub(super) fn extract_binary(bytes: &[u8]) -> Result<Option<Found>, ExtractError> {
    if bytes.is_empty() {
        return Ok(None);
    }
    parse(bytes).map(Some).ok_or_else(|| ExtractError::bytes(HEADER, bytes, ACCEPTED))
}

/// Fields may be missing at the end (the Go implementation's rule).
fn parse(bytes: &[u8]) -> Option<Found> {
    let (trace_id, rest) = bytes.strip_prefix(&[0, 0])?.split_first_chunk::<16>()?;
    let (span_id, rest) = match rest.split_first_chunk::<9>() {
        Some(([1, span_id @ ..], rest)) => (*span_id, rest),
        _ => ([0; 8], rest),
    };
    let options = if let [2, options, ..] = rest { *options } else { 0 };
    let decision = if options & 1 == 1 { Decision::Accept } else { Decision::Deny };
    let trace_id = u128::from_be_bytes(*trace_id);
    (trace_id != 0).then(|| Found::decided(trace_id, u64::from_be_bytes(span_id), decision))
}

/// Headers whose names end in `-bin` hold base64 without padding (gRPC over HTTP/2, "Requests").
pub(super) fn inject<C: Inject + ?Sized>(context: &SpanContext, carrier: &mut C) {
    if !context.is_valid() {
        return;
    }
    let mut line = Line::<40>::new();
    for bytes in written(context).chunks(3) {
        let bits = bytes.iter().fold(0, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - bytes.len()));
        for digit in 0..=bytes.len() {
            line.push(&[DIGITS[bits >> (18 - 6 * digit) & 63]]);
        }
    }
    carrier.set(HEADER, line.as_str());
}

pub(super) fn extract<C: Extract + ?Sized>(carrier: &C) -> Result<Option<Found>, ExtractError> {
    let Some(text) = carrier.get(HEADER) else { return Ok(None) };
    let mut bytes = [0; LEN];
    let len = decode(trimmed(text), &mut bytes);
    len.and_then(|len| parse(&bytes[..len])).map(Some).ok_or_else(|| ExtractError::new(HEADER, text, ACCEPTED))
}

/// With padding or without. What is longer than we know of is cut: fields to come are added to the end.
fn decode(text: &str, out: &mut [u8; LEN]) -> Option<usize> {
    let digits = text.trim_end_matches('=').as_bytes();
    let (mut bits, mut held, mut len) = (0_u32, 0, 0);
    for digit in digits {
        let worth = DIGITS.iter().position(|known| known == digit)?;
        (bits, held) = (bits << 6 | worth as u32, held + 6);
        if held >= 8 {
            held -= 8;
            let Some(room) = out.get_mut(len) else { break };
            *room = (bits >> held) as u8;
            len += 1;
        }
    }
    Some(len)
}
