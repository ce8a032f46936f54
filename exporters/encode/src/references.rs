//! References beside the parent.

use traced_runtime::{Reference, ReferenceKind, SpanId, export::SpanView};

/// All references but the first that names the parent, which has a field of its own.
#[inline]
pub fn references(view: SpanView<'_>) -> impl Iterator<Item = Reference> {
    let mut parent: Option<SpanId> = view.parent_id();
    view.references().filter(move |reference| {
        let is_parent = matches!(reference.kind, ReferenceKind::ChildOf)
            && parent.take_if(|parent| *parent == reference.context.span_id()).is_some();
        !is_parent
    })
}

/// What OpenTracing calls a kind of them.
pub const fn reference_kind(kind: ReferenceKind) -> &'static str {
    match kind {
        ReferenceKind::ChildOf => "child_of",
        ReferenceKind::FollowsFrom => "follows_from",
    }
}
