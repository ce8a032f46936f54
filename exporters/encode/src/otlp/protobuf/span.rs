//! One span view to one `Span`.

use traced_runtime::{ValueRef, export::SpanView};

use super::{
    event::event,
    link::link,
    prefix::{self, ATTRIBUTES, Prefix},
    value::attribute,
};
use crate::{
    callsites::PerCallsite,
    otlp::{
        mapping::{self, Place},
        names,
    },
    references::references,
    wire,
};

/// `ScopeSpans.spans`, and `Span`'s fields.
const SPANS: u32 = 2;
const TRACE_STATE: u32 = 3;
const DROPPED_ATTRIBUTES: u32 = 10;
const DROPPED_EVENTS: u32 = 12;
const DROPPED_LINKS: u32 = 14;
const STATUS: u32 = 15;

/// `Status`'s fields.
const STATUS_MESSAGE: u32 = 2;
const STATUS_CODE: u32 = 3;

/// The fields that every span has and that are always of one size, as a form to fill in: keys and lengths stand, the values are 0.
/// The parent comes last, so that a root is the same form cut short. (Protobuf leaves the order of fields free.)
const FORM: [u8; 62] = {
    let mut form = [0; 62];
    (form[0], form[1]) = (1 << 3 | 2, 16); // trace_id, bytes
    (form[18], form[19]) = (2 << 3 | 2, 8); // span_id, bytes
    (form[28], form[29]) = (0x85, 0x01); // flags = 16, fixed32
    form[34] = 7 << 3 | 1; // start_time_unix_nano, fixed64
    form[43] = 8 << 3 | 1; // end_time_unix_nano, fixed64
    (form[52], form[53]) = (4 << 3 | 2, 8); // parent_span_id, bytes
    form
};
const FORM_OF_A_ROOT: usize = 52;

#[inline]
pub(super) fn span(out: &mut Vec<u8>, prefixes: &mut PerCallsite<Prefix>, view: SpanView<'_>) {
    let prefix = prefixes.of(view.callsite(), Prefix::of);
    // With its place in the code nearly every span is longer than 127 bytes.
    wire::message(out, SPANS, 2, |out| {
        identity(out, view);
        description(out, prefix, view);
        attributes(out, prefix, view);
        view.logs().for_each(|log| event(out, log));
        wire::count(out, DROPPED_EVENTS, view.dropped_logs());
        references(view).for_each(|reference| link(out, &reference));
        wire::count(out, DROPPED_LINKS, view.dropped_references());
        if view.is_error() {
            status(out, view.status_message());
        }
    });
}

#[inline]
fn identity(out: &mut Vec<u8>, view: SpanView<'_>) {
    let mut form = FORM;
    form[2..18].copy_from_slice(&view.trace_id().to_bytes());
    form[20..28].copy_from_slice(&view.span_id().to_bytes());
    form[30..34].copy_from_slice(&mapping::flags(view.trace_flags(), view.parent_is_remote()).to_le_bytes());
    form[35..43].copy_from_slice(&view.start_unix_nanos().to_le_bytes());
    form[44..52].copy_from_slice(&view.end_unix_nanos().to_le_bytes());
    match view.parent_id() {
        Some(parent) => {
            form[54..62].copy_from_slice(&parent.to_bytes());
            out.extend_from_slice(&form);
        }
        None => out.extend_from_slice(&form[..FORM_OF_A_ROOT]),
    }
    if let Some(state) = view.trace_state() {
        wire::bytes(out, TRACE_STATE, state.as_bytes());
    }
}

#[inline]
fn description(out: &mut Vec<u8>, prefix: &Prefix, view: SpanView<'_>) {
    if !view.has_own_name() && view.kind() == view.callsite().kind() {
        out.extend_from_slice(prefix.whole());
    } else {
        wire::bytes(out, prefix::NAME, view.name().as_bytes());
        prefix::kind(out, view.kind());
        out.extend_from_slice(prefix.code());
    }
}

#[inline]
fn attributes(out: &mut Vec<u8>, prefix: &Prefix, view: SpanView<'_>) {
    let mut dropped = view.dropped_tags();
    let located = prefix.is_located();
    // Not a `for` loop, in which the iterator's adapters hand each value on through memory: that took as long as encoding it.
    view.tags().for_each(|(key, value)| match mapping::place(key, value, located, view) {
        Place::Attribute(name) => attribute(out, ATTRIBUTES, name, value),
        Place::Elsewhere => {}
        Place::Taken => dropped += 1,
    });
    if let Some(outcome) = mapping::outcome(view) {
        attribute(out, ATTRIBUTES, names::OUTCOME, ValueRef::Str(outcome));
    }
    wire::count(out, DROPPED_ATTRIBUTES, dropped);
}

fn status(out: &mut Vec<u8>, message: Option<&str>) {
    wire::message(out, STATUS, 1, |out| {
        if let Some(message) = message {
            wire::bytes(out, STATUS_MESSAGE, message.as_bytes());
        }
        wire::uint(out, STATUS_CODE, mapping::CODE_ERROR);
    });
}
