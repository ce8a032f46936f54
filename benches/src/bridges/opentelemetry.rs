//! Spans and events of OpenTelemetry's API, through providers, as libraries that take them from the global one have them.

use std::hint::black_box;
use std::sync::Arc;

use opentelemetry::global::BoxedTracer;
use opentelemetry::trace::noop::NoopTracer;
use opentelemetry::trace::{Span as _, TraceContextExt, Tracer, TracerProvider as _};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::SdkTracer;

use crate::contestant::{Contestant, Flush, Steps, TIMES};

fn steps(tracer: BoxedTracer) -> Steps<'static> {
    let tracer = Arc::new(tracer);
    let below_a_root = |step: fn(&BoxedTracer)| -> Box<dyn Fn()> {
        let tracer = Arc::clone(&tracer);
        Box::new(move || tracer.in_span("root", |_| (0..TIMES).for_each(|_| black_box(step)(&tracer))))
    };
    vec![
        ("nothing (the loop and the root)", below_a_root(|_| ())),
        ("span", below_a_root(|tracer| drop(tracer.start("empty")))),
        ("span, attached once", below_a_root(|tracer| tracer.in_span("empty", |_| ()))),
        ("span, attached ten times", below_a_root(|tracer| ten(&Context::new().with_span(tracer.start("empty"))))),
        ("span, an `i64` and a `&str`", below_a_root(attributes)),
        ("span, an event", below_a_root(|tracer| tracer.start("event").add_event("said", vec![]))),
    ]
}

fn ten(context: &Context) {
    for _ in 0..10 {
        drop(context.clone().attach());
    }
}

fn attributes(tracer: &BoxedTracer) {
    let attributes = [KeyValue::new("id", black_box(7_i64)), KeyValue::new("name", "espresso")];
    drop(tracer.span_builder("attributes").with_attributes(attributes).start(tracer));
}

fn with(tracer: BoxedTracer, flush: Flush<'_>) -> Contestant<'_> {
    Contestant::new(steps(tracer), |run| run(), flush)
}

/// With no provider.
pub fn nothing() -> Contestant<'static> {
    with(BoxedTracer::new(Box::new(NoopTracer::new())), &|| ())
}

/// With our provider.
pub fn ours(flush: Flush<'_>) -> Contestant<'_> {
    with(BoxedTracer::new(Box::new(traced_opentelemetry::provider().tracer("bench"))), flush)
}

/// With the SDK.
pub fn sdk(tracer: SdkTracer, flush: Flush<'_>) -> Contestant<'_> {
    with(BoxedTracer::new(Box::new(tracer)), flush)
}
