//! References beside the parent to `SpanRef`; Jaeger has OpenTracing's two kinds of them.
#![expect(
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    reason = "ids are 64 bits, which Thrift calls signed"
)]

use traced_runtime::{Reference, ReferenceKind};

use crate::thrift::Thrift;

/// `SpanRef`'s fields.
const TYPE: u8 = 1;
const TRACE_ID_LOW: u8 = 2;
const TRACE_ID_HIGH: u8 = 3;
const SPAN_ID: u8 = 4;

/// A `SpanRef`.
pub(super) fn reference<T: Thrift>(out: &mut Vec<u8>, Reference { kind, context }: &Reference) {
    let trace_id = context.trace_id().number();
    let kind = match kind {
        ReferenceKind::ChildOf => 0,
        ReferenceKind::FollowsFrom => 1,
    };
    T::i32(out, 0, TYPE, kind);
    T::i64(out, TYPE, TRACE_ID_LOW, trace_id as i64);
    T::i64(out, TRACE_ID_LOW, TRACE_ID_HIGH, (trace_id >> 64) as i64);
    T::i64(out, TRACE_ID_HIGH, SPAN_ID, context.span_id().number() as i64);
    T::stop(out);
}
