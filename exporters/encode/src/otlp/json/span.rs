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
    json::{self, Digits, hex64, hex128},
    otlp::{
        mapping::{self, Place},
        names,
    },
};

/// The fields that every span has and that are nearly always of one size, as a form to fill in. The parent comes last, so that a root is
/// the same form cut short.
const FORM: [u8; 189] = *b"{\"traceId\":\"--------------------------------\",\"spanId\":\"----------------\",\
    \"startTimeUnixNano\":\"-------------------\",\"endTimeUnixNano\":\"-------------------\",\
    \"parentSpanId\":\"----------------\"";
const TRACE_ID: usize = 12;
const SPAN_ID: usize = 56;
const START: usize = 95;
const END: usize = 135;
const FORM_OF_A_ROOT: usize = 155;
const PARENT: usize = 172;

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
    events(out, view);
    count(out, b",\"droppedEventsCount\":", view.dropped_logs());
    links(out, view);
    count(out, b",\"droppedLinksCount\":", view.dropped_references());
    if view.is_error() {
        status(out, view.status_message());
    }
    out.extend_from_slice(b"},");
}

/// Up to the name.
#[inline]
fn identity(out: &mut Vec<u8>, view: SpanView<'_>) {
    let (start, end) = (Digits::of(view.start_unix_nanos()), Digits::of(view.end_unix_nanos()));
    // From the year 2001 to 2286.
    if let (Some(start), Some(end)) = (start.exactly::<19>(), end.exactly::<19>()) {
        let mut form = FORM;
        form[TRACE_ID..TRACE_ID + 32].copy_from_slice(&hex128(view.trace_id().number()));
        form[SPAN_ID..SPAN_ID + 16].copy_from_slice(&hex64(view.span_id().number()));
        form[START..START + 19].copy_from_slice(start);
        form[END..END + 19].copy_from_slice(end);
        if let Some(parent) = view.parent_id() {
            form[PARENT..PARENT + 16].copy_from_slice(&hex64(parent.number()));
            out.extend_from_slice(&form);
        } else {
            out.extend_from_slice(&form[..FORM_OF_A_ROOT]);
        }
    } else {
        identity_of_another_age(out, view, start, end);
    }
    if let Some(state) = view.trace_state() {
        out.extend_from_slice(b",\"traceState\":");
        json::string(out, state);
    }
    match mapping::flags(view.trace_flags(), view.parent_is_remote()) {
        // Nearly all: recorded, and below a span of this process or of another one.
        0x101 => out.extend_from_slice(b",\"flags\":257,"),
        0x301 => out.extend_from_slice(b",\"flags\":769,"),
        flags => {
            out.extend_from_slice(b",\"flags\":");
            json::uint(out, u64::from(flags));
            out.push(b',');
        }
    }
}

/// The same with times of any length.
#[cold]
fn identity_of_another_age(out: &mut Vec<u8>, view: SpanView<'_>, start: Digits, end: Digits) {
    out.extend_from_slice(b"{\"traceId\":\"");
    out.extend_from_slice(&hex128(view.trace_id().number()));
    out.extend_from_slice(b"\",\"spanId\":\"");
    out.extend_from_slice(&hex64(view.span_id().number()));
    out.extend_from_slice(b"\",\"startTimeUnixNano\":\"");
    out.extend_from_slice(start.as_bytes());
    out.extend_from_slice(b"\",\"endTimeUnixNano\":\"");
    out.extend_from_slice(end.as_bytes());
    if let Some(parent) = view.parent_id() {
        out.extend_from_slice(b"\",\"parentSpanId\":\"");
        out.extend_from_slice(&hex64(parent.number()));
    }
    out.push(b'"');
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

#[inline]
fn events(out: &mut Vec<u8>, view: SpanView<'_>) {
    let mut logs = view.logs();
    let Some(first) = logs.next() else { return };
    out.extend_from_slice(b",\"events\":[");
    event(out, first);
    logs.for_each(|log| event(out, log));
    close(out, b']');
}

#[inline]
fn links(out: &mut Vec<u8>, view: SpanView<'_>) {
    let mut references = mapping::links(view);
    let Some(first) = references.next() else { return };
    out.extend_from_slice(b",\"links\":[");
    link(out, &first);
    references.for_each(|reference| link(out, &reference));
    close(out, b']');
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
