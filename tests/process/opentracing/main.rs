//! OpenTracing's own tests, over this API: the testbed's scenarios, and what its API harness asks of an implementation.
//!
//! Source: the opentracing-python and opentracing-java repositories, `testbed` and `harness`. Scenarios are numbered as in the testbed's list
//! of patterns; what each must yield is theirs.

mod api;
mod scenarios;

use std::{
    sync::{Mutex, OnceLock, PoisonError},
    time::Duration,
};

use traced::{SpanData, SpanId, Tracing, builder, current, export::Memory};

const SOON: Duration = Duration::from_secs(60);

/// Runs a scenario and returns the spans that it finished, in that order. One at a time: the pipeline is the process's.
fn finished(scenario: impl FnOnce()) -> Vec<SpanData> {
    static ONE: Mutex<()> = Mutex::new(());
    static PIPELINE: OnceLock<(Memory, Tracing)> = OnceLock::new();
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let (memory, tracing) = PIPELINE.get_or_init(|| {
        let memory = Memory::new();
        let tracing = builder().exporter(memory.clone()).install().unwrap();
        (memory, tracing)
    });
    scenario();
    assert!(!is_active(), "nothing is active after a scenario");
    tracing.flush(SOON).unwrap();
    let mut spans = memory.take();
    spans.sort_by_key(|span| span.end);
    spans
}

/// Whether a span is active, as OpenTracing calls it.
fn is_active() -> bool {
    current().context().is_valid()
}

fn names(spans: &[SpanData]) -> Vec<&str> {
    spans.iter().map(|span| &*span.name).collect()
}

fn id(span: &SpanData) -> SpanId {
    span.context.span_id()
}

#[track_caller]
fn assert_child(child: &SpanData, parent: &SpanData) {
    assert_eq!(child.parent_id, Some(id(parent)), "{} below {}", child.name, parent.name);
    assert_eq!(child.context.trace_id(), parent.context.trace_id());
}
