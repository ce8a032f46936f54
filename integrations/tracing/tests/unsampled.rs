//! A trace that is not recorded is one all the same: its ids travel, and what `tracing` adds to it is not recorded either.

use std::time::Duration;

use traced::{Sampler, current, export::Memory, traced};
use tracing::{info, info_span};
use tracing_subscriber::prelude::*;

const SOON: Duration = Duration::from_secs(60);

#[traced]
fn ours() -> traced::SpanContext {
    current().context()
}

#[test]
fn the_sampler_is_asked_where_a_trace_begins() {
    tracing_subscriber::registry().with(traced_tracing::layer()).init();
    let memory = Memory::new();
    // By name: it is told the name that the span will have.
    let sampler = Sampler::per_operation([("wanted", Sampler::always())], Sampler::never());
    let tracing = traced::builder().sampler(sampler).exporter(memory.clone()).install().unwrap();

    let (outer, inner) = info_span!("unwanted", rows = 1).in_scope(|| {
        info!("said to nobody");
        let outer = current().context();
        (outer, info_span!("wanted").in_scope(ours))
    });
    assert!(outer.is_valid() && inner.is_valid() && !outer.is_sampled() && !inner.is_sampled());
    assert_eq!(outer.trace_id(), inner.trace_id());

    assert!(info_span!("static", otel.name = "wanted").in_scope(ours).is_sampled());
    assert!(info_span!("forced", sampling.priority = 1).in_scope(ours).is_sampled());
    assert!(!info_span!("dropped", otel.name = "wanted", sampling.priority = 0).in_scope(ours).is_sampled());

    tracing.shutdown(SOON).unwrap();
    let mut names: Vec<_> = memory.take().iter().map(|span| span.name.to_string()).collect();
    names.sort();
    assert_eq!(names, ["forced", "ours", "ours", "wanted"]);
    let stats = traced::stats();
    assert_eq!((stats.created, stats.exported, stats.dropped.total()), (4, 4, 0));
}
