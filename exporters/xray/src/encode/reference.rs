//! References beside the parent, which documents have no field for, to metadata.

use traced_encode::reference_kind;
use traced_runtime::Reference;

use super::{
    ids::{id, trace_id},
    value::{close, text},
};

/// One of them.
pub(super) fn reference(out: &mut Vec<u8>, Reference { kind, context }: &Reference) {
    out.extend_from_slice(b"{\"trace_id\":\"");
    out.extend_from_slice(&trace_id(context.trace_id()));
    out.extend_from_slice(b"\",");
    id(out, "id", context.span_id());
    text(out, "type", reference_kind(*kind));
    if let Some(state) = context.trace_state() {
        text(out, "trace_state", state);
    }
    close(out, b'}');
}
