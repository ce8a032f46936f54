//! What a format finds in a carrier, until it becomes a context.

use crate::{
    baggage::Baggage,
    context::{Extras, SAMPLED, SpanContext},
    id::{SpanId, TraceId},
};

/// Ids, a decision and baggage, each of which may be missing.
pub(super) struct Found {
    pub(super) trace_id: TraceId,
    pub(super) span_id: SpanId,
    pub(super) flags: u8,
    pub(super) extras: Extras,
}

/// What a caller says about sampling, in the words of B3.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Decision {
    Deny,
    Accept,
    Debug,
    Defer,
}

impl Decision {
    /// What is known of this context's trace.
    pub(super) fn of(context: &SpanContext) -> Self {
        match () {
            () if context.is_debug() => Self::Debug,
            () if context.is_sampled() => Self::Accept,
            () if context.is_deferred() => Self::Defer,
            () => Self::Deny,
        }
    }

    pub(super) fn is_sampled(self) -> bool {
        matches!(self, Self::Accept | Self::Debug)
    }
}

impl Found {
    #[inline]
    pub(super) fn new(trace_id: u128, span_id: u64, flags: u8) -> Self {
        Self { trace_id: TraceId::new(trace_id), span_id: SpanId::new(span_id), flags, extras: Extras::default() }
    }

    pub(super) fn decided(trace_id: u128, span_id: u64, decision: Decision) -> Self {
        let mut found = Self::new(trace_id, span_id, if decision.is_sampled() { SAMPLED } else { 0 });
        found.extras.debug = decision == Decision::Debug;
        found.extras.deferred = decision == Decision::Defer;
        found
    }

    /// Baggage that came without a trace: nothing is decided yet.
    pub(super) fn baggage(baggage: Baggage) -> Self {
        let mut found = Self::decided(0, 0, Decision::Defer);
        found.extras.baggage = baggage;
        found
    }

    pub(super) fn with_baggage(mut self, baggage: Baggage) -> Self {
        self.extras.baggage = baggage;
        self
    }

    /// Takes over what is still missing. The first format that finds something wins.
    pub(super) fn add(&mut self, mut other: Self) {
        let first = std::mem::take(&mut self.extras.baggage);
        let baggage = if first.is_empty() { std::mem::take(&mut other.extras.baggage) } else { first };
        if !self.trace_id.is_valid() && (other.trace_id.is_valid() || !other.extras.deferred) {
            *self = other;
        }
        self.extras.baggage = baggage;
    }

    #[inline]
    pub(super) fn into_context(self) -> SpanContext {
        SpanContext::received(self.trace_id, self.span_id, self.flags, self.extras)
    }
}
