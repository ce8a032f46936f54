//! References other than the parent to `Span.Link`.

use traced_runtime::{Reference, ValueRef};

use super::value::attribute;
use crate::{
    otlp::{mapping, names},
    references::reference_kind,
    wire,
};

/// `Span.links`, and `Link`'s fields.
const LINKS: u32 = 13;
const TRACE_ID: u32 = 1;
const SPAN_ID: u32 = 2;
const TRACE_STATE: u32 = 3;
const ATTRIBUTES: u32 = 4;
const FLAGS: u32 = 6;

pub(super) fn link(out: &mut Vec<u8>, Reference { kind, context }: &Reference) {
    wire::message(out, LINKS, 1, |out| {
        wire::bytes(out, TRACE_ID, &context.trace_id().to_bytes());
        wire::bytes(out, SPAN_ID, &context.span_id().to_bytes());
        if let Some(state) = context.trace_state() {
            wire::bytes(out, TRACE_STATE, state.as_bytes());
        }
        attribute(out, ATTRIBUTES, names::REFERENCE, ValueRef::Str(reference_kind(*kind)));
        wire::fixed32(out, FLAGS, mapping::flags(context.trace_flags(), context.is_remote()));
    });
}
