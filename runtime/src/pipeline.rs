//! What is installed: the sampler, and the decision with which a trace begins.

use std::sync::{Arc, OnceLock};

use crate::{
    callsite::Callsite,
    context::{Extras, RANDOM, SAMPLED, SpanContext},
    cursor,
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
    /// Callers are not trusted: what they send is a cause, not a parent.
    pub(crate) public_endpoint: bool,
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
    let parent = if sampled { SpanId::INVALID } else { unrecorded() };
    let flags = u32::from(RANDOM) | if sampled { u32::from(SAMPLED) } else { 0 };
    record(Origin { trace_id, parent, flags, route: 0, extras: None })
}

/// The id of a span that is not recorded: it stands for all there would be in the strand, so that what is sent on names a span of ours and the
/// decision travels (W3C Trace Context §3.4).
fn unrecorded() -> SpanId {
    SpanId::new(random::next_u64().max(1))
}

/// Begins a strand below a context.
#[cold]
pub(crate) fn begin_below(
    context: &SpanContext,
    operation: &str,
    kind: Kind,
    priority: Priority,
) -> Option<&'static Strand> {
    match () {
        () if is_untrusted(context) => begin_root(operation, kind, priority),
        () if is_received(context) => begin_received(context, operation, kind, priority),
        () if context.is_valid() => begin(Origin::below(context)),
        () => begin_root(operation, kind, priority),
    }
}

/// The capture that this thread's current span belongs to, or 0. What begins within one is part of what is captured.
pub(crate) fn captured() -> u32 {
    cursor::get().strand.map_or(0, Strand::route)
}

/// Begins a strand with a new trace, which belongs to the capture where there is one.
pub(crate) fn begin_root(operation: &str, kind: Kind, priority: Priority) -> Option<&'static Strand> {
    match captured() {
        0 => begin_trace(operation, kind, priority),
        route => begin_captured_trace(route),
    }
}

/// Whether another process has sent it.
fn is_received(context: &SpanContext) -> bool {
    context.is_remote() && context.route == 0
}

/// Whether another process has sent it, and others are not trusted.
pub(crate) fn is_untrusted(context: &SpanContext) -> bool {
    is_received(context) && is_public_endpoint()
}

/// Whether to record what came from another process is for the sampler to decide. What has come may be less than a span: a trace that has none
/// yet, a decision, baggage.
fn begin_received(context: &SpanContext, operation: &str, kind: Kind, priority: Priority) -> Option<&'static Strand> {
    let mut origin = Origin::below(context);
    if !origin.trace_id.is_valid() {
        (origin.trace_id, origin.parent) = (TraceId::new(random::next_u128()), SpanId::INVALID);
        origin.flags |= u32::from(RANDOM);
    }
    if !origin.parent.is_valid() {
        origin.flags &= !REMOTE;
    }
    origin.route = captured();
    if origin.route != 0 {
        decide(&mut origin, true);
        return record(origin);
    }
    let parent_sampled = (!context.is_deferred()).then(|| context.is_sampled());
    let sampling = Sampling { trace_id: origin.trace_id, operation, kind, parent_sampled };
    let forced = priority.or(context.is_debug().then_some(true));
    let pipeline = get()?;
    let sampled = forced.unwrap_or_else(|| pipeline.sampler.decide(&sampling));
    decide(&mut origin, sampled);
    if !sampled {
        (origin.parent, origin.flags) = (unrecorded(), origin.flags & !REMOTE);
    }
    record(origin)
}

/// Whether it is recorded is no longer open.
fn decide(origin: &mut Origin, sampled: bool) {
    origin.flags = origin.flags & !u32::from(SAMPLED) | if sampled { u32::from(SAMPLED) } else { 0 };
    if origin.extras.as_deref().is_some_and(|extras| extras.deferred) {
        let extras = origin.extras.take().map(|extras| Extras { deferred: false, ..(*extras).clone() });
        origin.extras = extras.filter(|extras| !extras.is_empty()).map(Arc::new);
    }
}

/// Begins a strand below a span, wherever that is.
pub(crate) fn begin(mut origin: Origin) -> Option<&'static Strand> {
    if is_open(&origin) && !settle(&mut origin) {
        return None;
    }
    record(origin)
}

/// Whether it comes from another process as it is, without a span of ours between.
#[inline]
fn is_open(origin: &Origin) -> bool {
    origin.flags & REMOTE != 0 && origin.route == 0
        || !origin.trace_id.is_valid()
        || origin.extras.as_deref().is_some_and(|extras| extras.deferred)
}

/// What was received may be made current before there is a span below it; false where that is not possible.
#[cold]
fn settle(origin: &mut Origin) -> bool {
    if !origin.trace_id.is_valid() {
        return false;
    }
    if origin.flags & REMOTE != 0 && origin.route == 0 {
        origin.route = captured();
        if origin.route != 0 {
            decide(origin, true);
        } else if is_public_endpoint() {
            return false;
        }
    }
    if origin.extras.as_deref().is_some_and(|extras| extras.deferred)
        && let Some(pipeline) = get()
    {
        let sampling =
            Sampling { trace_id: origin.trace_id, operation: "", kind: Kind::Internal, parent_sampled: None };
        decide(origin, pipeline.sampler.decide(&sampling));
    }
    true
}

/// Begins a strand, and counts the span that is lost where there is no memory for it.
fn record(origin: Origin) -> Option<&'static Strand> {
    let recorded = origin.flags & u32::from(SAMPLED) != 0;
    let strand = Strand::begin(origin);
    if strand.is_none() && recorded {
        NO_MEMORY.fetch_add(1, Ordering::Relaxed);
    }
    strand
}

fn is_public_endpoint() -> bool {
    get().is_some_and(|pipeline| pipeline.public_endpoint)
}

/// As [`begin_trace`], for an instrumented place.
pub(crate) fn begin_trace_at(site: &Callsite) -> Option<&'static Strand> {
    begin_trace(site.name(), site.kind(), drawn(site))
}

/// What the place itself decides about a trace that begins there: rules may give it a share of its own, which goes before the sampler.
pub(crate) fn drawn(site: &Callsite) -> Option<bool> {
    let draw = |share| u32::from(random::next_u64() as u16) * u32::from(u16::MAX) < u32::from(share) << 16;
    site.state().share().map(draw)
}

/// Begins a strand with a new trace that belongs to a capture, which records everything.
pub(crate) fn begin_captured_trace(route: u32) -> Option<&'static Strand> {
    let trace_id = TraceId::new(random::next_u128());
    record(Origin { trace_id, parent: SpanId::INVALID, flags: u32::from(SAMPLED | RANDOM), route, extras: None })
}
