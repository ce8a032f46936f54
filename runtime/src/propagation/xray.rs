//! AWS X-Ray's `X-Amzn-Trace-Id` (X-Ray Developer Guide, "Tracing header"): `Root=1-8 digits-24 digits;Parent=16 digits;Sampled=1`.

use super::{
    carrier::{Extract, Inject},
    error::ExtractError,
    found::{Decision, Found},
    hex,
    line::{Line, trimmed},
};
use crate::context::SpanContext;

pub(super) const HEADER: &str = "X-Amzn-Trace-Id";
const ACCEPTED: &str = "`Root=1-8 hex digits-24 hex digits`, and perhaps `Parent=16 hex digits` and `Sampled=` with `0`, `1` or `?`, separated by `;`";

pub(super) fn inject<C: Inject + ?Sized>(context: &SpanContext, carrier: &mut C) {
    if !context.is_valid() {
        return;
    }
    let mut line = Line::<80>::new();
    let trace_id = context.trace_id().to_bytes();
    line.push(b"Root=1-");
    line.push_hex(&trace_id[..4]);
    line.push(b"-");
    line.push_hex(&trace_id[4..]);
    line.push(b";Parent=");
    line.push_hex(&context.span_id().to_bytes());
    line.push(b";Sampled=");
    line.push(match Decision::of(context) {
        Decision::Deny => b"0",
        Decision::Accept | Decision::Debug => b"1",
        Decision::Defer => b"?",
    });
    carrier.set(HEADER, line.as_str());
}

pub(super) fn extract<C: Extract + ?Sized>(carrier: &C) -> Result<Option<Found>, ExtractError> {
    let Some(line) = carrier.get(HEADER) else { return Ok(None) };
    parse(line).map(Some).ok_or_else(|| ExtractError::new(HEADER, line, ACCEPTED))
}

/// Fields of others (`Self`, `Lineage`, …) mean nothing here. A load balancer begins traces without a span of its own.
fn parse(line: &str) -> Option<Found> {
    let (mut trace_id, mut span_id, mut decision) = (0, 0, Decision::Defer);
    for (name, value) in line.split(';').filter_map(|field| field.split_once('=')) {
        let value = trimmed(value);
        match trimmed(name) {
            name if name.eq_ignore_ascii_case("Root") => trace_id = root(value)?,
            name if name.eq_ignore_ascii_case("Parent") => {
                span_id = hex::any_u64(value).filter(|_| value.len() == 16)?;
            }
            name if name.eq_ignore_ascii_case("Sampled") => {
                decision = match value {
                    "0" => Decision::Deny,
                    "1" => Decision::Accept,
                    "?" | "" => Decision::Defer,
                    _ => return None,
                }
            }
            _ => {}
        }
    }
    (trace_id != 0).then(|| Found::decided(trace_id, span_id, decision))
}

fn root(value: &str) -> Option<u128> {
    let (time, random) = value.strip_prefix("1-")?.split_once('-')?;
    let right = time.len() == 8 && random.len() == 24;
    hex::any(time).zip(hex::any(random)).filter(|_| right).map(|(time, random)| time << 96 | random)
}
