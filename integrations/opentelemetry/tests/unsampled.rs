//! Where the sampler says no: nothing is recorded, and the decision goes along with ids of its own.

use std::collections::HashMap;

use opentelemetry::{
    Context, KeyValue,
    propagation::TextMapPropagator,
    trace::{Span, Status, TraceContextExt, Tracer, TracerProvider},
};
use traced::{Sampler, export::Memory};
use traced_opentelemetry::{Propagator, provider};

#[test]
fn what_is_not_sampled_is_not_recorded_and_says_so() {
    let tracer = provider().tracer("library");
    // Before anything is installed, what is given goes through.
    let caller: HashMap<_, _> =
        [("traceparent".to_owned(), "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01".to_owned())].into();
    let early = Context::new().with_span(tracer.start_with_context("early", &Context::new()));
    assert!(!early.span().span_context().is_valid());

    let memory = Memory::new();
    let tracing = traced::builder().sampler(Sampler::never()).exporter(memory.clone()).install().unwrap();
    let given = Propagator::new().extract(&caller);
    for (name, cx) in [("root", Context::new()), ("called", given)] {
        let mut span = tracer.start_with_context(name, &cx);
        assert!(!span.is_recording() && span.span_context().is_valid() && !span.span_context().is_sampled());
        span.set_attribute(KeyValue::new("k", 1));
        span.add_event("said", vec![]);
        span.set_status(Status::error("no"));
        let cx = cx.with_span(span);
        let _attached = cx.clone().attach();
        drop(traced::span!("ours"));
        let mut sent = HashMap::new();
        Propagator::new().inject_context(&cx, &mut sent);
        assert!(sent["traceparent"].ends_with("-00") || sent["traceparent"].ends_with("-02"), "{sent:?}");
        let trace = cx.span().span_context().trace_id().to_string();
        assert_eq!(sent["traceparent"][3..35], trace);
        assert_eq!(traced::current().context().trace_id().to_string(), trace);
        assert_eq!(name == "called", trace == "0af7651916cd43dd8448eb211c80319c");
    }
    tracing.shutdown(std::time::Duration::from_secs(60)).unwrap();
    assert!(memory.spans().is_empty());
    assert_eq!(traced::stats().created, 0);
}
