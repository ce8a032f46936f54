//! What is installed: the sampler, and the decision with which a trace begins.

use std::sync::OnceLock;

use crate::{
    callsite::Callsite,
    context::{SAMPLED, SpanContext},
    id::{SpanId, TraceId},
    outcome::Kind,
    random,
    sampling::{Sampler, Sampling},
    strand::{Origin, REMOTE, Strand},
    sync::fixed::{AtomicBool, AtomicU64, Ordering},
};

/// What beginning a trace needs to know of what was installed.
pub(crate) struct Pipeline {
    pub(crate) sampler: Sampler,
}

static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
static CLOSED: AtomicBool = AtomicBool::new(false);

/// Spans that could not be recorded because not even their strand could be begun.
pub(crate) static NO_MEMORY: AtomicU64 = AtomicU64::new(0);
/// Calls on spans that were finished already.
pub(crate) static LATE_CALLS: AtomicU64 = AtomicU64::new(0);
/// Guards that were closed in another order than they were opened in.
pub(crate) static OUT_OF_ORDER: AtomicU64 = AtomicU64::new(0);

/// Installs it; false where something is installed already.
pub(crate) fn set(pipeline: Pipeline) -> bool {
    PIPELINE.set(pipeline).is_ok()
}

/// What is installed and not shut down.
pub(crate) fn get() -> Option<&'static Pipeline> {
    if CLOSED.load(Ordering::Relaxed) { None } else { PIPELINE.get() }
}

/// Whether something was ever installed.
pub(crate) fn is_installed() -> bool {
    PIPELINE.get().is_some()
}

/// No further trace begins.
pub(crate) fn close() {
    CLOSED.store(true, Ordering::Relaxed);
}

/// `sampling.priority`: above 0 forces, 0 drops (OpenTracing).
pub(crate) type Priority = Option<bool>;

/// Begins a strand with a new trace; `None` where nothing is installed or there is no memory.
#[cold]
pub(crate) fn begin_trace(operation: &str, kind: Kind, priority: Priority) -> Option<&'static Strand> {
    let pipeline = get()?;
    let trace_id = TraceId::new(random::next_u128());
    let sampling = Sampling { trace_id, operation, kind, parent_sampled: None };
    let sampled = priority.unwrap_or_else(|| pipeline.sampler.decide(&sampling));
    begin(Origin {
        trace_id,
        parent: SpanId::INVALID,
        flags: if sampled { u32::from(SAMPLED) } else { 0 },
        route: 0,
        extras: None,
    })
}

/// Begins a strand below a context. What came from another process is for the sampler to decide.
#[cold]
pub(crate) fn begin_below(
    context: &SpanContext,
    operation: &str,
    kind: Kind,
    priority: Priority,
) -> Option<&'static Strand> {
    if !context.is_valid() {
        return begin_trace(operation, kind, priority);
    }
    let mut origin = Origin::below(context);
    if origin.flags & REMOTE != 0 && context.route == 0 {
        let pipeline = get()?;
        let sampling =
            Sampling { trace_id: context.trace_id(), operation, kind, parent_sampled: Some(context.is_sampled()) };
        let sampled = priority.unwrap_or_else(|| pipeline.sampler.decide(&sampling));
        origin.flags = origin.flags & !u32::from(SAMPLED) | if sampled { u32::from(SAMPLED) } else { 0 };
    }
    begin(origin)
}

/// Begins a strand, and counts the span that is lost where there is no memory for it.
pub(crate) fn begin(origin: Origin) -> Option<&'static Strand> {
    let recorded = origin.flags & u32::from(SAMPLED) != 0;
    let strand = Strand::begin(origin);
    if strand.is_none() && recorded {
        NO_MEMORY.fetch_add(1, Ordering::Relaxed);
    }
    strand
}

/// As [`begin_trace`], for an instrumented place.
pub(crate) fn begin_trace_at(site: &Callsite) -> Option<&'static Strand> {
    begin_trace(site.name(), site.kind(), None)
}

/// Begins a strand with a new trace that belongs to a capture, which records everything.
pub(crate) fn begin_captured_trace(route: u32) -> Option<&'static Strand> {
    let trace_id = TraceId::new(random::next_u128());
    begin(Origin { trace_id, parent: SpanId::INVALID, flags: u32::from(SAMPLED), route, extras: None })
}
