//! Contexts, both ways.

use std::str::FromStr;

use opentelemetry::{
    Context,
    baggage::BaggageExt,
    trace::{self, TraceContextExt, TraceFlags, TraceState},
};
use traced_runtime::{SpanContext, SpanId, TraceId};

use crate::{
    baggage::{add, to_baggage},
    kept,
};

/// Our context as OpenTelemetry's span context: ids, flags, whether it came from another process, and trace state.
///
/// It has no place for baggage (see [`to_context`]), nor for the debug flag of B3 and Jaeger. A trace state that it does not understand is left
/// out.
///
/// ```
/// use traced_runtime::{SpanContext, SpanId, TraceId};
///
/// let ours = SpanContext::new(TraceId::new(0xaf), SpanId::new(0xb7), true).with_trace_state("rojo=1").remote();
/// let theirs = traced_opentelemetry::to_span_context(&ours);
/// assert_eq!(theirs.trace_id().to_string(), "000000000000000000000000000000af");
/// assert_eq!((theirs.is_remote(), theirs.trace_state().get("rojo")), (true, Some("1")));
/// assert_eq!(traced_opentelemetry::from_span_context(&theirs), ours);
/// ```
pub fn to_span_context(context: &SpanContext) -> trace::SpanContext {
    let state = context.trace_state().and_then(|state| TraceState::from_str(state).ok());
    trace::SpanContext::new(
        trace::TraceId::from_bytes(context.trace_id().to_bytes()),
        trace::SpanId::from_bytes(context.span_id().to_bytes()),
        TraceFlags::new(context.trace_flags()),
        context.is_remote(),
        state.unwrap_or_default(),
    )
}

/// OpenTelemetry's span context as ours.
pub fn from_span_context(context: &trace::SpanContext) -> SpanContext {
    let trace_id = TraceId::from_bytes(context.trace_id().to_bytes());
    let span_id = SpanId::from_bytes(context.span_id().to_bytes());
    let ours = SpanContext::new(trace_id, span_id, false).with_trace_flags(context.trace_flags().to_u8());
    let ours = match context.trace_state() {
        none if *none == TraceState::NONE => ours,
        state => ours.with_trace_state(&state.header()),
    };
    if context.is_remote() { ours.remote() } else { ours }
}

/// What one of our contexts holds beyond its ids, as a value of a context of theirs.
#[derive(Debug)]
struct More(SpanContext);

/// Our context as OpenTelemetry's: with its span and its baggage, and nothing else.
///
/// The span only has a context; what is recorded on it goes nowhere. For the current span see [`context`](crate::context).
pub fn to_context(context: &SpanContext) -> Context {
    with_context(&Context::new(), context)
}

/// The same, with the values of a context of theirs.
pub(crate) fn with_context(theirs: &Context, context: &SpanContext) -> Context {
    let more = theirs.with_value(More(context.clone()));
    // What has come may be less than a trace: a decision, or baggage.
    let both =
        if context.trace_id().is_valid() { more.with_remote_span_context(to_span_context(context)) } else { more };
    with_baggage(both, context)
}

/// Ours is added to theirs.
pub(crate) fn with_baggage(theirs: Context, context: &SpanContext) -> Context {
    if context.baggage().is_empty() {
        return theirs;
    }
    let both = add(context.baggage(), theirs.baggage());
    theirs.with_baggage(to_baggage(&both))
}

/// OpenTelemetry's context as ours: its span, whoever made that, and its baggage.
///
/// ```
/// use opentelemetry::{Context, KeyValue, baggage::BaggageExt};
/// use traced_runtime::{SpanContext, SpanId, TraceId};
///
/// let ours = SpanContext::new(TraceId::new(0xaf), SpanId::new(0xb7), true);
/// let theirs = traced_opentelemetry::to_context(&ours).with_baggage([KeyValue::new("tenant", "a")]);
/// let both = traced_opentelemetry::from_context(&theirs);
/// assert_eq!((both.span_id(), both.baggage().get("tenant")), (ours.span_id(), Some("a")));
/// ```
pub fn from_context(context: &Context) -> SpanContext {
    let span = context.span();
    let theirs = span.span_context();
    let is_same = |ours: &SpanContext| {
        ours.span_id().to_bytes() == theirs.span_id().to_bytes()
            && ours.trace_id().to_bytes() == theirs.trace_id().to_bytes()
    };
    let more = context.get::<More>().map(|More(ours)| ours).filter(|ours| is_same(ours));
    let ours = more.cloned().or_else(|| kept::find(theirs)).unwrap_or_else(|| from_span_context(theirs));
    let baggage = context.baggage();
    if baggage.is_empty() {
        return ours;
    }
    let both = add(ours.baggage(), baggage);
    ours.with_baggage(both)
}
