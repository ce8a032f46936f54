//! References other than the parent to `Span.Link`.

use traced_runtime::{Reference, ReferenceKind, SpanContext, SpanId, ValueRef};

use super::{names, value::attribute};
use crate::wire;

/// `Span.links`, and `Link`'s fields.
const LINKS: u32 = 13;
const TRACE_ID: u32 = 1;
const SPAN_ID: u32 = 2;
const TRACE_STATE: u32 = 3;
const ATTRIBUTES: u32 = 4;
const FLAGS: u32 = 6;

/// `SpanFlags`: above the eight bits of W3C's trace flags, whether a context is known to be remote or local, and which.
pub(super) const HAS_IS_REMOTE: u32 = 0x100;
pub(super) const IS_REMOTE: u32 = 0x200;

/// The flags of a span or a link, from those of W3C and whether the context (a span's: its parent's) came from outside.
#[inline]
pub(super) const fn flags(trace_flags: u8, remote: bool) -> u32 {
    trace_flags as u32 | HAS_IS_REMOTE | if remote { IS_REMOTE } else { 0 }
}

/// All references but the first that names the parent, which has a field of its own.
pub(super) fn links(out: &mut Vec<u8>, references: impl Iterator<Item = Reference>, mut parent: Option<SpanId>) {
    for reference in references {
        let is_parent = matches!(reference.kind, ReferenceKind::ChildOf)
            && parent.take_if(|parent| *parent == reference.context.span_id()).is_some();
        if !is_parent {
            link(out, reference.kind, &reference.context);
        }
    }
}

fn link(out: &mut Vec<u8>, kind: ReferenceKind, context: &SpanContext) {
    wire::message(out, LINKS, 1, |out| {
        wire::bytes(out, TRACE_ID, &context.trace_id().to_bytes());
        wire::bytes(out, SPAN_ID, &context.span_id().to_bytes());
        if let Some(state) = context.trace_state() {
            wire::bytes(out, TRACE_STATE, state.as_bytes());
        }
        let kind = match kind {
            ReferenceKind::ChildOf => "child_of",
            ReferenceKind::FollowsFrom => "follows_from",
        };
        attribute(out, ATTRIBUTES, names::REFERENCE, ValueRef::Str(kind));
        wire::fixed32(out, FLAGS, flags(context.trace_flags(), context.is_remote()));
    });
}
