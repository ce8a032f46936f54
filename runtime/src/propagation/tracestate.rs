//! W3C `tracestate` (Trace Context level 2, §3.3): what tracing systems pass on for each other.

use super::{
    carrier::Inject,
    line::{Line, trimmed},
};
use crate::context::SpanContext;

pub(super) const HEADER: &str = "tracestate";
/// §3.3.1.1.
const MAX_MEMBERS: usize = 32;
/// §3.3.1.3: keys and values, each.
const MAX_LEN: usize = 256;

#[inline]
pub(super) fn inject<C: Inject + ?Sized>(context: &SpanContext, carrier: &mut C) {
    let Some(state) = context.trace_state() else { return };
    // It may have been set by hand.
    let Some(members) = Members::of(std::iter::once(state)) else { return };
    let mut line = Line::<512>::new();
    members.join(|piece| line.push(piece.as_bytes()));
    if !line.is_empty() {
        carrier.set(HEADER, line.as_str());
    }
}

/// The members of all lines in one.
pub(super) fn collect<'a>(lines: impl Iterator<Item = &'a str>) -> Option<Box<str>> {
    let members = Members::of(lines).filter(|members| members.len > 0)?;
    let mut all = String::with_capacity(members.bytes - 1);
    members.join(|piece| all.push_str(piece));
    Some(all.into_boxed_str())
}

struct Members<'a> {
    each: [&'a str; MAX_MEMBERS],
    len: usize,
    /// Commas included, also one too many.
    bytes: usize,
}

impl<'a> Members<'a> {
    /// One that is malformed, or one too many, makes them all void (§3.3.1). Of a repeated key the first is kept, which is the most recent.
    fn of(lines: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut all = Self { each: [""; MAX_MEMBERS], len: 0, bytes: 0 };
        let members = lines.flat_map(|line| line.split(',')).map(trimmed).filter(|member| !member.is_empty());
        for (index, member) in members.enumerate() {
            let (key, _) = member.split_once('=').filter(|(key, value)| is_key(key) && is_value(value))?;
            if index == MAX_MEMBERS {
                return None;
            }
            let is_repeated = |other: &&str| other.strip_prefix(key).is_some_and(|rest| rest.starts_with('='));
            if !all.each[..all.len].iter().any(is_repeated) {
                all.each[all.len] = member;
                all.len += 1;
                all.bytes += member.len() + 1;
            }
        }
        Some(all)
    }

    fn join(&self, mut put: impl FnMut(&str)) {
        for (index, member) in self.each[..self.len].iter().enumerate() {
            if index > 0 {
                put(",");
            }
            put(member);
        }
    }
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
