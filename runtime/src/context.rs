//! `SpanContext`: the part of a span that travels — ids, sampling decision, trace state, baggage. Immutable.

use std::{fmt, sync::Arc};

pub use crate::baggage::Baggage;
use crate::id::{SpanId, TraceId};

/// W3C trace flag: the trace is recorded.
pub(crate) const SAMPLED: u8 = 1;
/// W3C trace flag (level 2): the id's low 56 bits are random.
pub(crate) const RANDOM: u8 = 2;

/// What is rarely there, behind one pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extras {
    pub(crate) baggage: Baggage,
    pub(crate) trace_state: Option<Box<str>>,
    /// B3 and Jaeger: the trace is recorded whatever samplers say.
    pub(crate) debug: bool,
    /// B3, X-Ray, Cloud Trace: the caller has left the decision to us.
    pub(crate) deferred: bool,
}

impl Extras {
    pub(crate) fn is_empty(&self) -> bool {
        self.baggage.is_empty() && self.trace_state.is_none() && !self.debug && !self.deferred
    }
}

/// Identifies a span to other tasks and processes, and carries what must travel with it (OpenTracing `SpanContext`).
///
/// A context holds no memory of the span and never keeps it open.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SpanContext {
    trace_id: TraceId,
    span_id: SpanId,
    flags: u8,
    remote: bool,
    /// Which capture or pipeline the spans below belong to; see `route`.
    pub(crate) route: u32,
    extras: Option<Arc<Extras>>,
}

impl SpanContext {
    /// The context of no span: what `current()` has where nothing is current.
    pub const fn none() -> Self {
        Self { trace_id: TraceId::INVALID, span_id: SpanId::INVALID, flags: 0, remote: false, route: 0, extras: None }
    }

    /// A context from its parts, as if it had come from this process.
    pub const fn new(trace_id: TraceId, span_id: SpanId, sampled: bool) -> Self {
        Self { trace_id, span_id, flags: if sampled { SAMPLED } else { 0 }, remote: false, route: 0, extras: None }
    }

    pub(crate) fn from_parts(
        trace_id: TraceId,
        span_id: SpanId,
        flags: u8,
        route: u32,
        extras: Option<Arc<Extras>>,
    ) -> Self {
        Self { trace_id, span_id, flags, remote: false, route, extras }
    }

    /// What another process has sent.
    pub(crate) fn received(trace_id: TraceId, span_id: SpanId, flags: u8, extras: Extras) -> Self {
        let extras = if extras.is_empty() { None } else { Some(Arc::new(extras)) };
        Self { trace_id, span_id, flags, remote: true, route: 0, extras }
    }

    /// The same, marked as having come from another process.
    #[must_use]
    pub fn remote(mut self) -> Self {
        self.remote = true;
        self
    }

    /// The same with these W3C trace flags (bit 0: sampled; bit 1: the trace id is random).
    #[must_use]
    pub fn with_trace_flags(mut self, flags: u8) -> Self {
        self.flags = flags;
        self
    }

    /// The same with this W3C `tracestate`, which is passed on as it is.
    #[must_use]
    pub fn with_trace_state(self, trace_state: &str) -> Self {
        let trace_state = (!trace_state.is_empty()).then(|| trace_state.into());
        self.with_extras(|extras| extras.trace_state = trace_state)
    }

    /// The same with this baggage.
    #[must_use]
    pub fn with_baggage(self, baggage: Baggage) -> Self {
        self.with_extras(|extras| extras.baggage = baggage)
    }

    /// The same with the debug flag of B3 and Jaeger, which implies that the trace is recorded: samplers are not asked.
    #[must_use]
    pub fn with_debug(mut self) -> Self {
        self.flags |= SAMPLED;
        self.with_extras(|extras| (extras.debug, extras.deferred) = (true, false))
    }

    /// The same with the sampling decision left to whoever receives it, as B3, X-Ray and Cloud Trace can say it.
    #[must_use]
    pub fn deferred(mut self) -> Self {
        self.flags &= !SAMPLED;
        self.with_extras(|extras| (extras.debug, extras.deferred) = (false, true))
    }

    fn with_extras(mut self, change: impl FnOnce(&mut Extras)) -> Self {
        let mut extras = self.extras.as_deref().cloned().unwrap_or_default();
        change(&mut extras);
        self.extras = if extras.is_empty() { None } else { Some(Arc::new(extras)) };
        self
    }

    /// The trace's id.
    pub const fn trace_id(&self) -> TraceId {
        self.trace_id
    }

    /// The span's id.
    pub const fn span_id(&self) -> SpanId {
        self.span_id
    }

    /// Whether both ids are there.
    pub const fn is_valid(&self) -> bool {
        self.trace_id.is_valid() && self.span_id.is_valid()
    }

    /// Whether the trace is recorded.
    pub const fn is_sampled(&self) -> bool {
        self.flags & SAMPLED != 0
    }

    /// Whether the trace is recorded whatever samplers say (B3, Jaeger).
    pub fn is_debug(&self) -> bool {
        self.extras.as_deref().is_some_and(|extras| extras.debug)
    }

    /// Whether the caller has left the sampling decision to us. Then [`is_sampled`](Self::is_sampled) says no until a span begins below it.
    pub fn is_deferred(&self) -> bool {
        self.extras.as_deref().is_some_and(|extras| extras.deferred)
    }

    /// The W3C trace flags.
    pub const fn trace_flags(&self) -> u8 {
        self.flags
    }

    /// The W3C `tracestate`, if there is one.
    pub fn trace_state(&self) -> Option<&str> {
        self.extras.as_deref().and_then(|extras| extras.trace_state.as_deref())
    }

    /// The baggage.
    pub fn baggage(&self) -> &Baggage {
        const NONE: &Baggage = &Baggage::new();
        self.extras.as_deref().map_or(NONE, |extras| &extras.baggage)
    }

    /// Whether it came from another process.
    pub const fn is_remote(&self) -> bool {
        self.remote
    }

    /// Whether a span can hang below it: it names one, or another process has sent at least a trace, a decision or baggage.
    pub(crate) fn is_something(&self) -> bool {
        self.is_valid() || self.remote
    }

    pub(crate) fn extras(&self) -> Option<&Arc<Extras>> {
        self.extras.as_ref()
    }
}

impl fmt::Debug for SpanContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpanContext({}-{}-{:02x}", self.trace_id, self.span_id, self.flags)?;
        if self.remote {
            f.write_str(" remote")?;
        }
        if self.is_debug() {
            f.write_str(" debug")?;
        }
        if self.is_deferred() {
            f.write_str(" deferred")?;
        }
        if !self.baggage().is_empty() {
            write!(f, " {:?}", self.baggage())?;
        }
        f.write_str(")")
    }
}

/// How a span relates to one that caused it (OpenTracing).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ReferenceKind {
    /// The other span waits for this one.
    ChildOf,
    /// The other span does not wait for this one.
    FollowsFrom,
}

/// A relation to another span beside the parent; a link, in OpenTelemetry's words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    /// The kind of relation.
    pub kind: ReferenceKind,
    /// The other span.
    pub context: SpanContext,
}
