//! References other than the parent to `Span.Link`.

use traced_runtime::{Reference, ValueRef};

use super::value::attribute;
use crate::{
    json::{self, close, hex64, hex128},
    otlp::{mapping, names},
    references::reference_kind,
};

/// A `Link`, and a comma.
pub(super) fn link(out: &mut Vec<u8>, Reference { kind, context }: &Reference) {
    out.extend_from_slice(b"{\"traceId\":\"");
    out.extend_from_slice(&hex128(context.trace_id().number()));
    out.extend_from_slice(b"\",\"spanId\":\"");
    out.extend_from_slice(&hex64(context.span_id().number()));
    out.push(b'"');
    if let Some(state) = context.trace_state() {
        out.extend_from_slice(b",\"traceState\":");
        json::string(out, state);
    }
    out.extend_from_slice(b",\"attributes\":[");
    attribute(out, names::REFERENCE, ValueRef::Str(reference_kind(*kind)));
    close(out, b']');
    out.extend_from_slice(b",\"flags\":");
    json::uint(out, u64::from(mapping::flags(context.trace_flags(), context.is_remote())));
    out.extend_from_slice(b"},");
}
