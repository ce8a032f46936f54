//! A process with an exporter: every span is accounted for, on all threads, and what exporters do is not recorded.

use std::time::Duration;

use opentelemetry::{
    Context, KeyValue, global,
    trace::{FutureExt, TraceContextExt, Tracer},
};
use traced::export::{Batch, ExportError, Exporter, Memory};

const SOON: Duration = Duration::from_secs(60);

/// An exporter over a client library that is itself instrumented.
struct Chatty(Memory);

impl Exporter for Chatty {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        global::tracer("client").in_span("exporting", |cx| {
            cx.span().set_attribute(KeyValue::new("k", 1));
            self.0.export(batch)
        })
    }
}

#[test]
fn created_is_exported_and_exporters_are_not_heard() {
    global::set_tracer_provider(traced_opentelemetry::provider());
    let tracer = || global::tracer("library");
    let early = Context::new().with_span(tracer().start("before anything is installed"));

    let memory = Memory::new();
    let tracing = traced::builder().exporter(Chatty(memory.clone())).install().unwrap();
    drop(early.attach());

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        let tasks = (0..2000_i64).map(|task| {
            let span = tracer().span_builder("outer").with_attributes([KeyValue::new("task", task)]).start(&tracer());
            let work = async move {
                tokio::task::yield_now().await;
                drop(traced::span!("ours"));
                tracer().in_span("inner", |cx| cx.span().add_event("said", vec![]));
            };
            tokio::spawn(work.with_context(Context::new().with_span(span)))
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
    });
    drop(runtime);
    tracing.flush(SOON).unwrap();
    let first = traced::stats();
    // Were exporters recorded, each flush would make work for the next.
    for _ in 0..5 {
        tracing.flush(SOON).unwrap();
    }
    assert_eq!(traced::stats().created, first.created);
    let spans = memory.take();
    let count = |name: &str| spans.iter().filter(|span| span.name == name).count();
    assert_eq!((count("outer"), count("ours"), count("inner"), count("exporting")), (2000, 2000, 2000, 0));
    assert_eq!((spans.len(), first.created), (6000, 6000));
    let below = |name: &'static str| spans.iter().filter(move |span| span.name == name);
    let outer: std::collections::HashMap<_, _> =
        below("outer").map(|span| (span.context.span_id(), span.context.trace_id())).collect();
    for span in below("ours").chain(below("inner")) {
        let above = span.parent_id.and_then(|parent| outer.get(&parent));
        assert_eq!(above, Some(&span.context.trace_id()), "{span:?}");
    }
    tracing.shutdown(SOON).unwrap();
    let stats = traced::stats();
    assert_eq!(stats.created, stats.exported + stats.dropped.total());
    assert_eq!(stats.exported, 6000);
    tracer().in_span("after the end", |_| ());
}
