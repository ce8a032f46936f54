//! B3, Zipkin's format (openzipkin/b3-propagation), in several headers or in one.

use super::{
    carrier::{Extract, Inject},
    error::ExtractError,
    found::{Decision, Found},
    hex,
    line::{Line, trimmed},
};
use crate::context::SpanContext;

pub(super) const SINGLE: &str = "b3";
pub(super) const TRACE_ID: &str = "x-b3-traceid";
pub(super) const SPAN_ID: &str = "x-b3-spanid";
pub(super) const PARENT_SPAN_ID: &str = "x-b3-parentspanid";
pub(super) const SAMPLED: &str = "x-b3-sampled";
pub(super) const FLAGS: &str = "x-b3-flags";

const ACCEPTED_SINGLE: &str = "`TRACE-SPAN`, `TRACE-SPAN-STATE`, `TRACE-SPAN-STATE-PARENT` or `STATE`: 16 or 32 lower-case hex digits, 16, `0`, `1` or `d`, and 16";
const ACCEPTED_TRACE: &str = "16 or 32 lower-case hex digits, not all zero, beside x-b3-spanid";
const ACCEPTED_SPAN: &str = "16 lower-case hex digits, not all zero, beside x-b3-traceid";
const ACCEPTED_PARENT: &str = "16 lower-case hex digits";
const ACCEPTED_SAMPLED: &str = "`0` or `1`";

/// A decision may travel alone.
fn has_decision(context: &SpanContext) -> bool {
    context.is_remote() && !context.is_deferred()
}

pub(super) fn inject_single<C: Inject + ?Sized>(context: &SpanContext, carrier: &mut C) {
    let mut line = Line::<64>::new();
    if context.is_valid() {
        line.push_hex(&context.trace_id().to_bytes());
        line.push(b"-");
        line.push_hex(&context.span_id().to_bytes());
    } else if !has_decision(context) {
        return;
    }
    let state: &[u8] = match Decision::of(context) {
        Decision::Deny => b"-0",
        Decision::Accept => b"-1",
        Decision::Debug => b"-d",
        Decision::Defer => b"",
    };
    line.push(if line.is_empty() { &state[1..] } else { state });
    carrier.set(SINGLE, line.as_str());
}

pub(super) fn inject<C: Inject + ?Sized>(context: &SpanContext, carrier: &mut C) {
    if context.is_valid() {
        let mut line = Line::<32>::new();
        line.push_hex(&context.trace_id().to_bytes());
        carrier.set(TRACE_ID, line.as_str());
        let mut line = Line::<16>::new();
        line.push_hex(&context.span_id().to_bytes());
        carrier.set(SPAN_ID, line.as_str());
    } else if !has_decision(context) {
        return;
    }
    match Decision::of(context) {
        Decision::Deny => carrier.set(SAMPLED, "0"),
        Decision::Accept => carrier.set(SAMPLED, "1"),
        Decision::Debug => carrier.set(FLAGS, "1"),
        Decision::Defer => {}
    }
}

/// The single header wins, unless it is malformed and the others are not.
pub(super) fn extract<C: Extract + ?Sized>(carrier: &C) -> Result<Option<Found>, ExtractError> {
    let Some(line) = carrier.get(SINGLE) else { return extract_multi(carrier) };
    match parse_single(trimmed(line)) {
        Some(found) => Ok(Some(found)),
        None => match extract_multi(carrier) {
            Ok(Some(found)) => Ok(Some(found)),
            _ => Err(ExtractError::new(SINGLE, line, ACCEPTED_SINGLE)),
        },
    }
}

fn state(text: &str) -> Option<Decision> {
    match text {
        "0" => Some(Decision::Deny),
        "1" => Some(Decision::Accept),
        "d" => Some(Decision::Debug),
        _ => None,
    }
}

fn trace_id(text: &str) -> Option<u128> {
    let right = text.len() == 16 || text.len() == 32;
    hex::lower(text.as_bytes()).filter(|id| right && *id != 0)
}

fn span_id(text: &str) -> Option<u64> {
    hex::lower(text.as_bytes()).filter(|id| text.len() == 16 && *id != 0).map(|id| id as u64)
}

fn parse_single(line: &str) -> Option<Found> {
    if let Some(decision) = state(line) {
        return Some(Found::decided(0, 0, decision));
    }
    let mut parts = line.split('-');
    let (trace_id, span_id) = (trace_id(parts.next()?)?, self::span_id(parts.next()?)?);
    let decision = parts.next().map_or(Some(Decision::Defer), state)?;
    // The parent's parent is of no use here, but it must be right.
    parts.next().map_or(Some(0), parent_id)?;
    parts.next().is_none().then(|| Found::decided(trace_id, span_id, decision))
}

fn parent_id(text: &str) -> Option<u64> {
    hex::lower(text.as_bytes()).filter(|_| text.len() == 16).map(|id| id as u64)
}

fn extract_multi<C: Extract + ?Sized>(carrier: &C) -> Result<Option<Found>, ExtractError> {
    let get = |header| carrier.get(header).map(trimmed);
    let decision = match (get(FLAGS), get(SAMPLED)) {
        (Some("1"), _) => Decision::Debug,
        (_, None) => Decision::Defer,
        (_, Some("0" | "false")) => Decision::Deny,
        (_, Some("1" | "true")) => Decision::Accept,
        (_, Some(other)) => return Err(ExtractError::new(SAMPLED, other, ACCEPTED_SAMPLED)),
    };
    let (trace, span) = match (get(TRACE_ID), get(SPAN_ID)) {
        (None, None) if decision == Decision::Defer => return Ok(None),
        (None, None) => return Ok(Some(Found::decided(0, 0, decision))),
        (None, _) => return Err(ExtractError::new(TRACE_ID, "", ACCEPTED_TRACE)),
        (_, None) => return Err(ExtractError::new(SPAN_ID, "", ACCEPTED_SPAN)),
        (Some(trace), Some(span)) => (trace, span),
    };
    let trace_id = trace_id(trace).ok_or_else(|| ExtractError::new(TRACE_ID, trace, ACCEPTED_TRACE))?;
    let span_id = span_id(span).ok_or_else(|| ExtractError::new(SPAN_ID, span, ACCEPTED_SPAN))?;
    if let Some(parent) = get(PARENT_SPAN_ID).filter(|parent| parent_id(parent).is_none()) {
        return Err(ExtractError::new(PARENT_SPAN_ID, parent, ACCEPTED_PARENT));
    }
    Ok(Some(Found::decided(trace_id, span_id, decision)))
}
