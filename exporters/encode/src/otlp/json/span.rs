//! One span view to one `Span`.

use traced_runtime::{ValueRef, export::SpanView};

use super::{
    event::event,
    link::link,
    prefix::{Prefix, close_attributes, head},
    value::{attribute, close},
};
use crate::{
    callsites::PerCallsite,
    json::{self, hex64, hex128},
    otlp::{
        mapping::{self, Place},
        names,
    },
};

/// The ids that every span has, as a form to fill in.
const FORM: [u8; 73] = *b"{\"traceId\":\"--------------------------------\",\"spanId\":\"----------------\"";
const TRACE_ID: usize = 12;
const SPAN_ID: usize = 56;

/// A `Span`, and a comma.
#[inline]
pub(super) fn span(out: &mut Vec<u8>, prefixes: &mut PerCallsite<Prefix>, view: SpanView<'_>) {
    let prefix = prefixes.of(view.callsite(), Prefix::of);
    identity(out, view);
    if !view.has_own_name() && view.kind() == view.callsite().kind() {
        out.extend_from_slice(prefix.whole());
    } else {
        head(out, view.name(), view.kind());
        out.extend_from_slice(prefix.code());
    }
    attributes(out, prefix, view);
    list(out, b",\"events\":[", |out| view.logs().for_each(|log| event(out, log)));
    count(out, b",\"droppedEventsCount\":", view.dropped_logs());
    list(out, b",\"links\":[", |out| mapping::links(view).for_each(|reference| link(out, &reference)));
    count(out, b",\"droppedLinksCount\":", view.dropped_references());
    if view.is_error() {
        status(out, view.status_message());
    }
    out.extend_from_slice(b"},");
}

/// Up to the name.
#[inline]
fn identity(out: &mut Vec<u8>, view: SpanView<'_>) {
    let mut form = FORM;
    form[TRACE_ID..TRACE_ID + 32].copy_from_slice(&hex128(view.trace_id().number()));
    form[SPAN_ID..SPAN_ID + 16].copy_from_slice(&hex64(view.span_id().number()));
    out.extend_from_slice(&form);
    if let Some(parent) = view.parent_id() {
        out.extend_from_slice(b",\"parentSpanId\":\"");
        out.extend_from_slice(&hex64(parent.number()));
        out.push(b'"');
    }
    if let Some(state) = view.trace_state() {
        out.extend_from_slice(b",\"traceState\":");
        json::string(out, state);
    }
    out.extend_from_slice(b",\"flags\":");
    json::uint(out, u64::from(mapping::flags(view.trace_flags(), view.parent_is_remote())));
    out.extend_from_slice(b",\"startTimeUnixNano\":\"");
    json::uint(out, view.start_unix_nanos());
    out.extend_from_slice(b"\",\"endTimeUnixNano\":\"");
    json::uint(out, view.end_unix_nanos());
    out.extend_from_slice(b"\",");
}

#[inline]
fn attributes(out: &mut Vec<u8>, prefix: &Prefix, view: SpanView<'_>) {
    let mut dropped = view.dropped_tags();
    let located = prefix.is_located();
    view.tags().for_each(|(key, value)| match mapping::place(key, value, located, view) {
        Place::Attribute(name) => attribute(out, name, value),
        Place::Elsewhere => {}
        Place::Taken => dropped += 1,
    });
    if let Some(outcome) = mapping::outcome(view) {
        attribute(out, names::OUTCOME, ValueRef::Str(outcome));
    }
    close_attributes(out);
    count(out, b",\"droppedAttributesCount\":", dropped);
}

/// A list, unless it is empty.
#[inline]
fn list(out: &mut Vec<u8>, key: &[u8], items: impl FnOnce(&mut Vec<u8>)) {
    let from = out.len();
    out.extend_from_slice(key);
    let start = out.len();
    items(out);
    if out.len() == start { out.truncate(from) } else { close(out, b']') }
}

#[inline]
fn count(out: &mut Vec<u8>, key: &[u8], count: u32) {
    if count != 0 {
        out.extend_from_slice(key);
        json::uint(out, u64::from(count));
    }
}

fn status(out: &mut Vec<u8>, message: Option<&str>) {
    out.extend_from_slice(b",\"status\":{");
    if let Some(message) = message {
        out.extend_from_slice(b"\"message\":");
        json::string(out, message);
        out.push(b',');
    }
    out.extend_from_slice(b"\"code\":");
    json::uint(out, mapping::CODE_ERROR);
    out.push(b'}');
}
