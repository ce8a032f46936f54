//! One span view to one `Span`.

use traced_encode::{
    PerCallsite,
    json::{self, hex64, hex128},
    names,
};
use traced_runtime::{Kind, Outcome, ValueRef, export::SpanView};

use super::{
    annotation::annotation,
    common::Common,
    peer::peer,
    prefix::{Prefix, head},
    tags::{self, Place, count, tag},
    value::close,
};

/// The ids that every span has, as a form to fill in.
const FORM: [u8; 82] = *b"{\"traceId\":\"--------------------------------\",\"id\":\"----------------\",\"timestamp\":";
const TRACE_ID: usize = 12;
const ID: usize = 52;

/// A `Span`, and a comma.
#[inline]
pub(super) fn span(
    out: &mut Vec<u8>,
    prefixes: &mut PerCallsite<Prefix>,
    common: &Common,
    scratch: &mut Vec<u8>,
    view: SpanView<'_>,
) {
    let prefix = prefixes.of(view.callsite(), Prefix::of);
    identity(out, view);
    out.extend_from_slice(&common.endpoint);
    let kind = view.kind();
    if !view.has_own_name() && kind == view.callsite().kind() {
        out.extend_from_slice(prefix.head());
    } else {
        head(out, view.name(), kind);
    }
    if !matches!(kind, Kind::Internal) {
        peer(view).write(out, "remoteEndpoint");
    }
    annotations(out, view, scratch);
    tags(out, prefix, common, view, scratch);
    out.extend_from_slice(b"},");
}

#[inline]
fn identity(out: &mut Vec<u8>, view: SpanView<'_>) {
    let mut form = FORM;
    form[TRACE_ID..TRACE_ID + 32].copy_from_slice(&hex128(view.trace_id().number()));
    form[ID..ID + 16].copy_from_slice(&hex64(view.span_id().number()));
    out.extend_from_slice(&form);
    let start = view.start_unix_nanos();
    json::uint(out, start / 1000);
    out.extend_from_slice(b",\"duration\":");
    // Zipkin has no zero: it means that the duration is not known.
    json::uint(out, ((view.end_unix_nanos() - start) / 1000).max(1));
    if let Some(parent) = view.parent_id() {
        out.extend_from_slice(b",\"parentId\":\"");
        out.extend_from_slice(&hex64(parent.number()));
        out.push(b'"');
    }
}

#[inline]
fn annotations(out: &mut Vec<u8>, view: SpanView<'_>, scratch: &mut Vec<u8>) {
    let mut logs = view.logs();
    let Some(first) = logs.next() else { return };
    out.extend_from_slice(b",\"annotations\":[");
    annotation(out, first, scratch);
    logs.for_each(|log| annotation(out, log, scratch));
    close(out, b']');
}

#[inline]
fn tags(out: &mut Vec<u8>, prefix: &Prefix, common: &Common, view: SpanView<'_>, scratch: &mut Vec<u8>) {
    out.extend_from_slice(b",\"tags\":{");
    out.extend_from_slice(prefix.tags());
    let located = !prefix.tags().is_empty();
    let (mut dropped, mut contradicted) = (view.dropped_tags(), false);
    view.tags().for_each(|(key, value)| match tags::place(key, value, located) {
        Place::Tag => {
            contradicted |= common.has(key);
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
        tag(out, tags::STATUS, ValueRef::Str("ERROR"), scratch);
        tag(out, tags::ERROR, ValueRef::Str(view.status_message().unwrap_or_default()), scratch);
    }
    if let Some(state) = view.trace_state() {
        tag(out, tags::TRACE_STATE, ValueRef::Str(state), scratch);
    }
    count(out, tags::DROPPED_TAGS, dropped, scratch);
    count(out, tags::DROPPED_LOGS, view.dropped_logs(), scratch);
    count(out, tags::DROPPED_REFERENCES, view.dropped_references(), scratch);
    if contradicted {
        common.tags_without(out, |name| view.tags().any(|(key, _)| key == name));
    } else {
        out.extend_from_slice(&common.tags);
    }
    close(out, b'}');
}
