//! References beside the parent, which documents have no field for, to metadata.

use traced_runtime::{Reference, ReferenceKind, SpanId, export::SpanView};

use super::{
    ids::{id, trace_id},
    value::{close, text},
};

/// All references but the first that names the parent, which has a field of its own.
#[inline]
pub(super) fn references(view: SpanView<'_>) -> impl Iterator<Item = Reference> {
    let mut parent: Option<SpanId> = view.parent_id();
    view.references().filter(move |reference| {
        let is_parent = matches!(reference.kind, ReferenceKind::ChildOf)
            && parent.take_if(|parent| *parent == reference.context.span_id()).is_some();
        !is_parent
    })
}

/// One of them.
pub(super) fn reference(out: &mut Vec<u8>, Reference { kind, context }: &Reference) {
    let kind = match kind {
        ReferenceKind::ChildOf => "child_of",
        ReferenceKind::FollowsFrom => "follows_from",
    };
    out.extend_from_slice(b"{\"trace_id\":\"");
    out.extend_from_slice(&trace_id(context.trace_id()));
    out.extend_from_slice(b"\",");
    id(out, "id", context.span_id());
    text(out, "type", kind);
    if let Some(state) = context.trace_state() {
        text(out, "trace_state", state);
    }
    close(out, b'}');
}
