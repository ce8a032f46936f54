//! The sampler is asked once for each trace, where it begins in this process; whatever it calls is not traced.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use traced::{Sampler, Span, SpanContext, SpanId, TraceId, builder, current, export::Memory, traced};

const SOON: Duration = Duration::from_secs(60);

#[traced]
fn health() {
    leaf();
}

#[traced]
fn request() {
    leaf();
}

#[traced]
fn panicky() {}

#[traced]
fn leaf() -> bool {
    current().context().is_sampled()
}

#[test]
fn once_for_each_trace() {
    let asked = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&asked);
    let custom = Sampler::custom(move |sampling| {
        counter.fetch_add(1, Ordering::SeqCst);
        // Would ask this sampler again for ever, if it were traced.
        leaf();
        assert!(sampling.operation != "panicky", "expected: a sampler that panics");
        sampling.parent_sampled.unwrap_or(true)
    });
    let sampler = Sampler::per_operation([("health", Sampler::never())], custom);
    let memory = Memory::new();
    let tracing = builder().exporter(memory.clone()).sampler(sampler).install().unwrap();
    let taken = || {
        tracing.flush(SOON).unwrap();
        let mut names = BTreeMap::new();
        for span in memory.take() {
            *names.entry(span.name.to_string()).or_insert(0) += 1;
        }
        names.into_iter().map(|(name, count)| format!("{name}*{count}")).collect::<Vec<_>>().join(" ")
    };

    health();
    assert_eq!(taken(), "");
    request();
    assert_eq!((taken().as_str(), asked.load(Ordering::SeqCst)), ("leaf*1 request*1", 1));
    panicky();
    assert_eq!((taken().as_str(), asked.load(Ordering::SeqCst)), ("", 2));

    // OpenTracing: above 0 forces, 0 drops, and nobody is asked.
    Span::builder("health").tag("sampling.priority", 1).start().finish();
    Span::builder("dropped").tag("sampling.priority", 0).start().finish();
    Span::builder("forced").tag("sampling.priority", true).start().finish();
    assert_eq!((taken().as_str(), asked.load(Ordering::SeqCst)), ("forced*1 health*1", 2));

    // A remote parent is for the sampler to decide, a local one has been decided.
    let remote = |sampled| SpanContext::new(TraceId::new(7), SpanId::new(8), sampled).remote();
    for (name, context) in [("yes", remote(true)), ("no", remote(false))] {
        Span::builder(name).child_of(&context).start().finish();
    }
    assert_eq!((taken().as_str(), asked.load(Ordering::SeqCst)), ("yes*1", 4));
    Span::builder("local").child_of(&SpanContext::new(TraceId::new(7), SpanId::new(8), true)).start().finish();
    assert_eq!((taken().as_str(), asked.load(Ordering::SeqCst)), ("local*1", 4));

    // What is not sampled was never created.
    let stats = traced::stats();
    assert_eq!((stats.created, stats.exported, stats.dropped.total()), (6, 6, 0), "{stats:?}");
    tracing.shutdown(SOON).unwrap();
}
