//! One span view to one `Span`.

use std::ops::Range;

use traced_runtime::{Outcome, TraceId, ValueRef, export::SpanView};

use super::{
    event::event,
    link::link,
    prefix::{Prefix, close_attributes, head},
    value::attribute,
};
use crate::{
    callsites::PerCallsite,
    json::{self, close, hex64, hex128, padded4, padded16},
    otlp::{
        mapping::{self, Place},
        names,
    },
    references::references,
};

/// The fields that every span has and that are nearly always of one size, as a form to fill in. The parent comes last, so that a root is
/// the same form cut short.
const BLANK: [u8; 189] = *b"{\"traceId\":\"00000000000000000000000000000000\",\"spanId\":\"0000000000000000\",\
    \"startTimeUnixNano\":\"0000000000000000000\",\"endTimeUnixNano\":\"0000000000000000000\",\
    \"parentSpanId\":\"0000000000000000\"";
const TRACE_ID: usize = 12;
const SPAN_ID: usize = 56;
const START: usize = 95;
const END: usize = 135;
const FORM_OF_A_ROOT: usize = 155;
const PARENT: usize = 172;

/// Times from the year 2001 to 2286.
const NINETEEN_DIGITS: Range<u64> = 100 * TEN_TO_16..1000 * TEN_TO_16;
const TEN_TO_16: u64 = 10_u64.pow(16);

/// The form, and whose trace it is filled in for: that of the span before is nearly always that of the next.
pub(super) struct Form {
    bytes: [u8; 189],
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
pub(super) fn span(out: &mut Vec<u8>, form: &mut Form, prefixes: &mut PerCallsite<Prefix>, view: SpanView<'_>) {
    let prefix = prefixes.of(view.callsite(), Prefix::of);
    identity(out, form, view);
    if !view.has_records() && matches!(view.outcome(), Outcome::Returned) {
        out.extend_from_slice(prefix.whole());
        close_attributes(out);
        return out.extend_from_slice(b"},");
    }
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
fn identity(out: &mut Vec<u8>, form: &mut Form, view: SpanView<'_>) {
    let (start, end) = (view.start_unix_nanos(), view.end_unix_nanos());
    if NINETEEN_DIGITS.contains(&start) && NINETEEN_DIGITS.contains(&end) {
        let form = form.append(out, view.trace_id());
        form[SPAN_ID..SPAN_ID + 16].copy_from_slice(&hex64(view.span_id().number()));
        for (place, time) in [(START, start), (END, end)] {
            form[place..place + 3].copy_from_slice(&padded4(time / TEN_TO_16)[1..]);
            form[place + 3..place + 19].copy_from_slice(&padded16(time));
        }
        if let Some(parent) = view.parent_id() {
            form[PARENT..PARENT + 16].copy_from_slice(&hex64(parent.number()));
        } else {
            out.truncate(out.len() - (BLANK.len() - FORM_OF_A_ROOT));
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
fn identity_of_another_age(out: &mut Vec<u8>, view: SpanView<'_>, start: u64, end: u64) {
    out.extend_from_slice(b"{\"traceId\":\"");
    out.extend_from_slice(&hex128(view.trace_id().number()));
    out.extend_from_slice(b"\",\"spanId\":\"");
    out.extend_from_slice(&hex64(view.span_id().number()));
    out.extend_from_slice(b"\",\"startTimeUnixNano\":\"");
    json::uint(out, start);
    out.extend_from_slice(b"\",\"endTimeUnixNano\":\"");
    json::uint(out, end);
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
    let mut references = references(view);
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
