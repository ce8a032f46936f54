//! A process that has an observer already: ours is not heard, and what does not need it goes on.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use opentelemetry::{
    Context,
    context::{ContextObserver, GlobalContextObserver},
    propagation::TextMapPropagator,
    trace::{TraceContextExt, Tracer, TracerProvider},
};
use traced::{Propagation, testing::capture};
use traced_opentelemetry::{Propagator, provider};

#[derive(Default)]
struct Counts(AtomicUsize);

impl ContextObserver for Counts {
    fn on_context_enter(&self, _: &Context, _: &Context) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn on_context_exit(&self, _: &Context, _: &Context) {}
}

#[test]
fn tracers_and_propagators_work_without_it() {
    let counts = Arc::new(Counts::default());
    GlobalContextObserver::set(Arc::clone(&counts) as _);
    let tracer = provider().tracer("");
    let _tracing = traced::builder().propagators([Propagation::W3c]).install().unwrap();
    let run = capture(|| {
        let _ours = traced::span!("ours");
        tracer.in_span("attached", |cx| {
            drop(tracer.start("below"));
            drop(traced::span!("ours below"));
            let mut sent = HashMap::new();
            Propagator::new().inject_context(&cx, &mut sent);
            sent
        })
    });
    assert_eq!(counts.0.load(Ordering::Relaxed), 1);
    // What is attached is a parent to theirs, and unknown to ours.
    assert_eq!(run.tree(), "ours\n  attached\n    below\n  ours below\n");
    let id = run.span("attached").context.span_id().to_string();
    assert!(run.value()["traceparent"].contains(&id));
    assert!(!Context::current().has_active_span());
}
