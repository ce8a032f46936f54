//! One span view to one `Span`.

use traced_encode::{
    PerCallsite,
    json::{self, Digits, hex64, hex128},
    names,
};
use traced_runtime::{Kind, Outcome, ValueRef, export::SpanView};

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
const FORM: [u8; 128] = *b"{\"traceId\":\"--------------------------------\",\"id\":\"----------------\",\
    \"timestamp\":----------------,\"parentId\":\"----------------\"";
const TRACE_ID: usize = 12;
const ID: usize = 52;
const TIMESTAMP: usize = 82;
const FORM_OF_A_ROOT: usize = 98;
const PARENT: usize = 111;

/// A `Span`, and a comma.
#[inline]
pub(super) fn span(
    out: &mut Vec<u8>,
    prefixes: &mut PerCallsite<Prefix>,
    common: &Common,
    scratch: &mut Vec<u8>,
    view: SpanView<'_>,
) {
    let prefix = prefixes.of(view.callsite(), |site| Prefix::of(site, common));
    identity(out, view);
    let kind = view.kind();
    let mut logs = view.logs().peekable();
    if !view.has_own_name() && kind == view.callsite().kind() {
        if matches!(kind, Kind::Internal) && logs.peek().is_none() {
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
    if logs.peek().is_some() {
        out.extend_from_slice(b",\"annotations\":[");
        logs.for_each(|log| annotation(out, log, scratch));
        close(out, b']');
    }
    out.extend_from_slice(prefix.tags());
    tags(out, prefix, common, view, scratch);
}

#[inline]
fn identity(out: &mut Vec<u8>, view: SpanView<'_>) {
    let start = view.start_unix_nanos();
    let timestamp = Digits::of(start / 1000);
    // From the year 2001 to 2286.
    if let Some(timestamp) = timestamp.exactly::<16>() {
        let mut form = FORM;
        form[TRACE_ID..TRACE_ID + 32].copy_from_slice(&hex128(view.trace_id().number()));
        form[ID..ID + 16].copy_from_slice(&hex64(view.span_id().number()));
        form[TIMESTAMP..TIMESTAMP + 16].copy_from_slice(timestamp);
        if let Some(parent) = view.parent_id() {
            form[PARENT..PARENT + 16].copy_from_slice(&hex64(parent.number()));
            out.extend_from_slice(&form);
        } else {
            out.extend_from_slice(&form[..FORM_OF_A_ROOT]);
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
fn identity_of_another_age(out: &mut Vec<u8>, view: SpanView<'_>, timestamp: Digits) {
    out.extend_from_slice(b"{\"traceId\":\"");
    out.extend_from_slice(&hex128(view.trace_id().number()));
    out.extend_from_slice(b"\",\"id\":\"");
    out.extend_from_slice(&hex64(view.span_id().number()));
    out.extend_from_slice(b"\",\"timestamp\":");
    out.extend_from_slice(timestamp.as_bytes());
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
