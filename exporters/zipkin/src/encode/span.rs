//! One span view to one `Span`.

use std::ops::Range;

use traced_encode::{
    PerCallsite,
    json::{self, hex64, hex128, padded16},
    names,
};
use traced_runtime::{Kind, Outcome, TraceId, ValueRef, export::SpanView};

use super::{
    annotation::annotation,
    common::Common,
    peer::peer,
    prefix::{Prefix, TAGS, name_and_kind},
    tags::{self, Place, count, tag},
    value::close,
};

/// The fields that every span has and that are nearly always of one size, as a form to fill in. The parent comes last, so that a root is
/// the same form cut short.
const BLANK: [u8; 128] = *b"{\"traceId\":\"00000000000000000000000000000000\",\"id\":\"0000000000000000\",\
    \"timestamp\":0000000000000000,\"parentId\":\"0000000000000000\"";
const TRACE_ID: usize = 12;
const ID: usize = 52;
const TIMESTAMP: usize = 82;
const FORM_OF_A_ROOT: usize = 98;
const PARENT: usize = 111;

/// Times from the year 2001 to 2286.
const SIXTEEN_DIGITS: Range<u64> = 10_u64.pow(15)..10_u64.pow(16);

/// The form, and whose trace it is filled in for: that of the span before is nearly always that of the next.
pub(super) struct Form {
    bytes: [u8; 128],
    trace_id: TraceId,
}

impl Default for Form {
    fn default() -> Self {
        Form { bytes: BLANK, trace_id: TraceId::INVALID }
    }
}

impl Form {
    /// Appends the form, and gives it out to be filled in: where it stands, as what was written in pieces a moment ago is slow to copy.
    #[inline]
    fn append<'a>(&mut self, out: &'a mut Vec<u8>, trace_id: TraceId) -> &'a mut [u8] {
        if self.trace_id != trace_id {
            self.trace_id = trace_id;
            self.bytes[TRACE_ID..TRACE_ID + 32].copy_from_slice(&hex128(trace_id.number()));
        }
        let from = out.len();
        out.extend_from_slice(&self.bytes);
        &mut out[from..from + BLANK.len()]
    }
}

/// A `Span`, and a comma.
#[inline]
pub(super) fn span(
    out: &mut Vec<u8>,
    form: &mut Form,
    prefixes: &mut PerCallsite<Prefix>,
    common: &Common,
    scratch: &mut Vec<u8>,
    view: SpanView<'_>,
) {
    let prefix = prefixes.of(view.callsite(), |site| Prefix::of(site, common));
    identity(out, form, view);
    if prefix.is_internal() && !view.has_records() && is_silent(view) {
        out.extend_from_slice(prefix.whole());
        close(out, b'}');
        return out.extend_from_slice(b"},");
    }
    let kind = view.kind();
    let logged = view.logs().next().is_some();
    if !view.has_own_name() && kind == view.callsite().kind() {
        if matches!(kind, Kind::Internal) && !logged {
            out.extend_from_slice(prefix.whole());
            return tags(out, prefix, common, view, scratch);
        }
        out.extend_from_slice(prefix.head());
    } else {
        out.extend_from_slice(&common.endpoint);
        name_and_kind(out, view.name(), kind);
    }
    if !matches!(kind, Kind::Internal) {
        peer(view).write(out, "remoteEndpoint");
    }
    if logged {
        out.extend_from_slice(b",\"annotations\":[");
        view.logs().for_each(|log| annotation(out, log, scratch));
        close(out, b']');
    }
    out.extend_from_slice(prefix.tags());
    tags(out, prefix, common, view, scratch);
}

/// Whether neither its end nor its trace say anything that is a tag.
#[inline]
fn is_silent(view: SpanView<'_>) -> bool {
    matches!(view.outcome(), Outcome::Returned) && view.trace_state().is_none()
}

#[inline]
fn identity(out: &mut Vec<u8>, form: &mut Form, view: SpanView<'_>) {
    let start = view.start_unix_nanos();
    let timestamp = start / 1000;
    if SIXTEEN_DIGITS.contains(&timestamp) {
        let form = form.append(out, view.trace_id());
        form[ID..ID + 16].copy_from_slice(&hex64(view.span_id().number()));
        form[TIMESTAMP..TIMESTAMP + 16].copy_from_slice(&padded16(timestamp));
        if let Some(parent) = view.parent_id() {
            form[PARENT..PARENT + 16].copy_from_slice(&hex64(parent.number()));
        } else {
            out.truncate(out.len() - (BLANK.len() - FORM_OF_A_ROOT));
        }
    } else {
        identity_of_another_age(out, view, timestamp);
    }
    out.extend_from_slice(b",\"duration\":");
    // Zipkin has no zero: it means that the duration is not known.
    json::uint(out, ((view.end_unix_nanos() - start) / 1000).max(1));
}

/// The same with a time of any length.
#[cold]
fn identity_of_another_age(out: &mut Vec<u8>, view: SpanView<'_>, timestamp: u64) {
    out.extend_from_slice(b"{\"traceId\":\"");
    out.extend_from_slice(&hex128(view.trace_id().number()));
    out.extend_from_slice(b"\",\"id\":\"");
    out.extend_from_slice(&hex64(view.span_id().number()));
    out.extend_from_slice(b"\",\"timestamp\":");
    json::uint(out, timestamp);
    if let Some(parent) = view.parent_id() {
        out.extend_from_slice(b",\"parentId\":\"");
        out.extend_from_slice(&hex64(parent.number()));
        out.push(b'"');
    }
}

/// The tags of the span itself, behind those of its callsite and its process; and the end of the span.
#[inline]
fn tags(out: &mut Vec<u8>, prefix: &Prefix, common: &Common, view: SpanView<'_>, scratch: &mut Vec<u8>) {
    let from = out.len();
    if own_tags(out, prefix, common, view, scratch) {
        contradicted(out, from - prefix.tags().len(), prefix, common, view, scratch);
    }
    close(out, b'}');
    out.extend_from_slice(b"},");
}

/// Whether one of them has the name of an attribute of the process.
#[inline]
fn own_tags(out: &mut Vec<u8>, prefix: &Prefix, common: &Common, view: SpanView<'_>, scratch: &mut Vec<u8>) -> bool {
    let located = prefix.is_located();
    let (mut dropped, mut contradicts) = (view.dropped_tags(), false);
    view.tags().for_each(|(key, value)| match tags::place(key, value, located) {
        Place::Tag => {
            contradicts |= common.has(key);
            tag(out, key, value, scratch);
        }
        Place::Elsewhere => {}
        Place::Taken => dropped += 1,
    });
    match view.outcome() {
        Outcome::Returned | Outcome::Errored => {}
        outcome => tag(out, names::OUTCOME, ValueRef::Str(outcome.as_str()), scratch),
    }
    if view.is_error() {
        out.extend_from_slice(b"\"otel.status_code\":\"ERROR\",");
        tag(out, tags::ERROR, ValueRef::Str(view.status_message().unwrap_or_default()), scratch);
    }
    if let Some(state) = view.trace_state() {
        tag(out, tags::TRACE_STATE, ValueRef::Str(state), scratch);
    }
    count(out, tags::DROPPED_TAGS, dropped, scratch);
    count(out, tags::DROPPED_LOGS, view.dropped_logs(), scratch);
    count(out, tags::DROPPED_REFERENCES, view.dropped_references(), scratch);
    contradicts
}

/// A span knows better than its process: its tags once more, from `start` on, without those of the process that they contradict.
#[cold]
fn contradicted(
    out: &mut Vec<u8>,
    start: usize,
    prefix: &Prefix,
    common: &Common,
    view: SpanView<'_>,
    scratch: &mut Vec<u8>,
) {
    out.truncate(start);
    out.extend_from_slice(TAGS);
    out.extend_from_slice(prefix.code());
    common.tags_without(out, |name| view.tags().any(|(key, _)| key == name));
    own_tags(out, prefix, common, view, scratch);
}
