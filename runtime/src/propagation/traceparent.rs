//! W3C `traceparent` (Trace Context level 2, §3.2): `version-trace id-parent id-flags`.

use super::{
    carrier::{Extract, Inject},
    error::ExtractError,
    found::Found,
    hex,
    line::trimmed,
    tracestate,
};
use crate::context::{RANDOM, SAMPLED, SpanContext};

pub(super) const HEADER: &str = "traceparent";
const ACCEPTED: &str = "one line `00-TRACE-PARENT-FLAGS` in lower-case hex: 32 digits and 16, neither all zero, and 2";
const LEN: usize = 55;

#[inline]
pub(super) fn inject<C: Inject + ?Sized>(context: &SpanContext, carrier: &mut C) {
    if !context.is_valid() {
        return;
    }
    let line = written(context);
    carrier.set(HEADER, std::str::from_utf8(&line).unwrap_or_default());
    tracestate::inject(context, carrier);
}

#[inline]
fn written(context: &SpanContext) -> [u8; LEN] {
    let mut line = [b'-'; LEN];
    line[..2].copy_from_slice(b"00");
    hex::write(&context.trace_id().to_bytes(), &mut line[3..35]);
    hex::write(&context.span_id().to_bytes(), &mut line[36..52]);
    hex::write(&[context.trace_flags() & (SAMPLED | RANDOM)], &mut line[53..]);
    line
}

#[inline]
pub(super) fn extract<C: Extract + ?Sized>(carrier: &C) -> Result<Option<Found>, ExtractError> {
    let mut lines = carrier.get_all(HEADER);
    let Some(line) = lines.next() else { return Ok(None) };
    let found = parse(line).filter(|_| lines.next().is_none());
    let Some(mut found) = found else { return Err(ExtractError::new(HEADER, line, ACCEPTED)) };
    found.extras.trace_state = tracestate::collect(carrier.get_all(tracestate::HEADER));
    Ok(Some(found))
}

#[inline]
fn parse(line: &str) -> Option<Found> {
    let line = trimmed(line).as_bytes();
    let (known, more) = line.split_first_chunk::<LEN>()?;
    let version = hex::lower(&known[..2])?;
    // Versions to come may add to the end, and `ff` is none (§3.2.4).
    if version == 0xff || (version == 0 && !more.is_empty()) || more.first().is_some_and(|byte| *byte != b'-') {
        return None;
    }
    if [known[2], known[35], known[52]] != *b"---" {
        return None;
    }
    let (trace_id, span_id) = (hex::lower(&known[3..35])?, hex::lower(&known[36..52])?);
    let flags = hex::lower(&known[53..])? as u8 & (SAMPLED | RANDOM);
    (trace_id != 0 && span_id != 0).then(|| Found::new(trace_id, span_id as u64, flags))
}
