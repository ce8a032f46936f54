//! One span view to one `Span`.
#![expect(
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    reason = "ids are 64 bits, which Thrift calls signed"
)]

use traced_encode::{names, references};
use traced_runtime::{Outcome, TraceId, ValueRef, export::SpanView};

use super::{
    log::log,
    prefix::{NAME, PARENT, Prefix},
    reference::reference,
    tags::{self, Place, tag},
};
use crate::thrift::Thrift;

/// `Span`'s fields, but for those that stand in prefixes.
const TRACE_ID_LOW: u8 = 1;
const TRACE_ID_HIGH: u8 = 2;
const SPAN_ID: u8 = 3;
const REFERENCES: u8 = 6;
const FLAGS: u8 = 7;
const START: u8 = 8;
const DURATION: u8 = 9;
const TAGS: u8 = 10;
const LOGS: u8 = 11;

/// W3C's flag, which is Jaeger's too; the next of Jaeger's means something else.
const SAMPLED: u8 = 1;

/// How much of a span is written: what it is about comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    All,
    /// Logs are cut off, and counted.
    WithoutLogs,
    /// Tags of its own and references too.
    Bare,
}

impl Extent {
    pub(super) const SHORTENED: [Extent; 2] = [Extent::WithoutLogs, Extent::Bare];
}

/// The trace that the last span was of, nearly always that of the next, and its fields.
pub(super) struct Trace {
    id: TraceId,
    /// In room of a fixed size, as then a copy is a few stores.
    fields: [u8; 32],
    len: usize,
}

impl Default for Trace {
    fn default() -> Self {
        Trace { id: TraceId::INVALID, fields: [0; 32], len: 0 }
    }
}

impl Trace {
    /// Appends the fields of this trace.
    #[inline]
    fn append<T: Thrift>(&mut self, out: &mut Vec<u8>, id: TraceId) {
        if self.id != id || self.len == 0 {
            self.change::<T>(id);
        }
        let end = out.len() + self.len;
        out.extend_from_slice(&self.fields);
        out.truncate(end);
    }

    #[cold]
    fn change<T: Thrift>(&mut self, id: TraceId) {
        let mut fields = Vec::with_capacity(self.fields.len());
        T::i64(&mut fields, 0, TRACE_ID_LOW, id.number() as i64);
        T::i64(&mut fields, TRACE_ID_LOW, TRACE_ID_HIGH, (id.number() >> 64) as i64);
        self.fields[..fields.len()].copy_from_slice(&fields);
        (self.id, self.len) = (id, fields.len());
    }
}

/// A `Span`.
#[inline]
pub(super) fn span<T: Thrift>(
    out: &mut Vec<u8>,
    trace: &mut Trace,
    prefix: &Prefix,
    view: SpanView<'_>,
    extent: Extent,
) {
    trace.append::<T>(out, view.trace_id());
    T::i64(out, TRACE_ID_HIGH, SPAN_ID, view.span_id().number() as i64);
    T::i64(out, SPAN_ID, PARENT, view.parent_id().map_or(0, |parent| parent.number() as i64));
    if view.has_own_name() {
        T::bytes(out, PARENT, NAME, view.name().as_bytes());
    } else {
        prefix.append_name(out);
    }
    let mut last = NAME;
    if extent != Extent::Bare && references(view).next().is_some() {
        T::list(out, NAME, REFERENCES, references(view).count());
        references(view).for_each(|found| reference::<T>(out, &found));
        last = REFERENCES;
    }
    let start = view.start_unix_nanos();
    T::i32(out, last, FLAGS, i32::from(view.trace_flags() & SAMPLED));
    T::i64(out, FLAGS, START, (start / 1000) as i64);
    T::i64(out, START, DURATION, ((view.end_unix_nanos() - start) / 1000) as i64);
    T::counted(out, DURATION, TAGS, |out| every_tag::<T>(out, prefix, view, extent));
    if extent == Extent::All && view.logs().next().is_some() {
        T::counted(out, TAGS, LOGS, |out| {
            let mut logs = 0;
            view.logs().for_each(|found| {
                log::<T>(out, found);
                logs += 1;
            });
            logs
        });
    }
    T::stop(out);
}

/// The tags of the callsite, then the span's own: how many they are.
#[inline]
fn every_tag<T: Thrift>(out: &mut Vec<u8>, prefix: &Prefix, view: SpanView<'_>, extent: Extent) -> usize {
    let mut written = if view.kind() == view.callsite().kind() {
        let (bytes, tags) = prefix.tags();
        out.extend_from_slice(bytes);
        tags
    } else {
        let (bytes, tags) = prefix.tags_without_kind();
        out.extend_from_slice(bytes);
        tags + usize::from(tags::kind::<T>(out, view.kind()))
    };
    let located = prefix.is_located();
    let mut dropped = view.dropped_tags();
    let mut put = |out: &mut Vec<u8>, key: &str, value: ValueRef<'_>| {
        tag::<T>(out, key, value);
        written += 1;
    };
    view.tags().for_each(|(key, value)| match tags::place(key, located) {
        Place::Tag if extent != Extent::Bare || is_failure(key, value) => put(out, key, value),
        Place::Elsewhere => {}
        Place::Tag | Place::Taken => dropped += 1,
    });
    match view.outcome() {
        Outcome::Returned | Outcome::Errored => {}
        outcome => put(out, names::OUTCOME, ValueRef::Str(outcome.as_str())),
    }
    if view.is_error() {
        put(out, tags::STATUS, ValueRef::Str("ERROR"));
        if let Some(message) = view.status_message().filter(|_| extent != Extent::Bare) {
            put(out, tags::DESCRIPTION, ValueRef::Str(message));
        }
    }
    if let Some(state) = view.trace_state() {
        put(out, tags::TRACE_STATE, ValueRef::Str(state));
    }
    let (mut logs, mut links) = (view.dropped_logs(), view.dropped_references());
    if extent != Extent::All {
        logs += view.logs().count() as u32;
    }
    if extent == Extent::Bare {
        links += references(view).count() as u32;
    }
    if dropped | logs | links == 0 {
        return written;
    }
    let counts = [(tags::DROPPED_TAGS, dropped), (tags::DROPPED_LOGS, logs), (tags::DROPPED_REFERENCES, links)];
    counts
        .into_iter()
        .filter(|(_, count)| *count != 0)
        .for_each(|(name, count)| put(out, name, ValueRef::I64(i64::from(count))));
    written
}

/// What makes Jaeger show a span as failed; it is short.
fn is_failure(key: &str, value: ValueRef<'_>) -> bool {
    key == "error" && matches!(value, ValueRef::Bool(_))
}
