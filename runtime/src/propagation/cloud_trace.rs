//! Google's `X-Cloud-Trace-Context` (Cloud Trace, "Context propagation protocols"): `TRACE/SPAN;o=OPTIONS`, the span's id in decimal.

use super::{
    carrier::{Extract, Inject},
    error::ExtractError,
    found::{Decision, Found},
    hex,
    line::{Line, trimmed},
};
use crate::context::SpanContext;

pub(super) const HEADER: &str = "X-Cloud-Trace-Context";
const ACCEPTED: &str = "`TRACE`, `TRACE/SPAN` or `TRACE/SPAN;o=OPTIONS`: 32 hex digits, not all zero, a decimal number of 64 bits, and a decimal number";

pub(super) fn inject<C: Inject + ?Sized>(context: &SpanContext, carrier: &mut C) {
    if !context.is_valid() {
        return;
    }
    let mut line = Line::<64>::new();
    line.push_hex(&context.trace_id().to_bytes());
    line.push(b"/");
    line.push_number(context.span_id().number());
    line.push(match Decision::of(context) {
        Decision::Deny => b";o=0",
        Decision::Accept | Decision::Debug => b";o=1",
        Decision::Defer => b"",
    });
    carrier.set(HEADER, line.as_str());
}

pub(super) fn extract<C: Extract + ?Sized>(carrier: &C) -> Result<Option<Found>, ExtractError> {
    let Some(line) = carrier.get(HEADER) else { return Ok(None) };
    parse(trimmed(line)).map(Some).ok_or_else(|| ExtractError::new(HEADER, line, ACCEPTED))
}

/// The span may be missing, or 0: then the trace has none yet. Without options the decision is ours.
fn parse(line: &str) -> Option<Found> {
    let (ids, options) = line.split_once(";o=").map_or((line, None), |(ids, options)| (ids, Some(options)));
    let (trace, span) = ids.split_once('/').unwrap_or((ids, "0"));
    let trace_id = hex::any(trace).filter(|id| trace.len() == 32 && *id != 0)?;
    let span_id = number(span)?;
    let decision = match options.map(number) {
        None => Decision::Defer,
        Some(options) if options? & 1 == 1 => Decision::Accept,
        Some(_) => Decision::Deny,
    };
    Some(Found::decided(trace_id, span_id, decision))
}

fn number(digits: &str) -> Option<u64> {
    digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}
