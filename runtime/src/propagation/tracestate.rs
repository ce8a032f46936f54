//! W3C `tracestate` (Trace Context level 2, §3.3): what tracing systems pass on for each other.

use super::{carrier::Inject, line::trimmed};
use crate::context::SpanContext;

pub(super) const HEADER: &str = "tracestate";
/// §3.3.1.1.
const MAX_MEMBERS: usize = 32;
/// §3.3.1.3: keys and values, each.
const MAX_LEN: usize = 256;

#[inline]
pub(super) fn inject<C: Inject + ?Sized>(context: &SpanContext, carrier: &mut C) {
    // It may have been set by hand.
    if let Some(state) = context.trace_state()
        && let Some(state) = collect(std::iter::once(state))
    {
        carrier.set(HEADER, &state);
    }
}

/// The members of all lines in one. One that is malformed, or one too many, makes them all void (§3.3.1); of a repeated key the first is
/// kept, which is the most recent.
pub(super) fn collect<'a>(lines: impl Iterator<Item = &'a str>) -> Option<Box<str>> {
    let (mut members, mut len, mut bytes, mut seen) = ([""; MAX_MEMBERS], 0, 0, 0);
    for line in lines {
        for member in line.split(',').map(trimmed).filter(|member| !member.is_empty()) {
            let (key, value) = member.split_once('=').filter(|(key, value)| is_key(key) && is_value(value))?;
            seen += 1;
            if seen > MAX_MEMBERS {
                return None;
            }
            if members[..len].iter().any(|earlier| earlier.split_once('=').is_some_and(|(other, _)| other == key)) {
                continue;
            }
            *members.get_mut(len)? = member;
            len += 1;
            bytes += key.len() + value.len() + 2;
        }
    }
    let (first, others) = members[..len].split_first()?;
    let mut all = String::with_capacity(bytes - 1);
    all.push_str(first);
    for member in others {
        all.push(',');
        all.push_str(member);
    }
    Some(all.into_boxed_str())
}

fn is_key(key: &str) -> bool {
    let starts = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let goes_on = |byte: u8| starts(byte) || matches!(byte, b'_' | b'-' | b'*' | b'/' | b'@');
    key.len() <= MAX_LEN && key.bytes().next().is_some_and(starts) && key.bytes().all(goes_on)
}

/// Blanks at its end are gone already.
fn is_value(value: &str) -> bool {
    let allowed = |byte: u8| matches!(byte, b' '..=b'~') && byte != b',' && byte != b'=';
    (1..=MAX_LEN).contains(&value.len()) && value.bytes().all(allowed)
}
