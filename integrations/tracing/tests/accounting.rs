//! A process with an exporter: every span is accounted for, and what exporters do is not recorded, although they say much.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use traced::export::{Batch, ExportError, Exporter, Memory};
use tracing::{Instrument, info, info_span};
use tracing_subscriber::prelude::*;

const SOON: Duration = Duration::from_secs(60);

/// An exporter that is itself instrumented with `tracing`, as one over a client library would be.
struct Chatty {
    inner: Memory,
    calls: Arc<AtomicUsize>,
}

impl Exporter for Chatty {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let span = info_span!("exporting", spans = tracing::field::Empty);
        let _in = span.enter();
        span.record("spans", batch.spans().count());
        info!("exporting");
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.inner.export(batch)
    }
}

#[test]
fn created_is_exported_and_exporters_are_not_heard() {
    tracing_subscriber::registry().with(traced_tracing::layer()).init();
    drop(info_span!("before anything is installed"));
    let early = info_span!("early");

    let (memory, calls) = (Memory::new(), Arc::default());
    let chatty = Chatty { inner: memory.clone(), calls: Arc::clone(&calls) };
    let tracing = traced::builder().exporter(chatty).install().unwrap();

    early.in_scope(|| drop(info_span!("below early")));
    early.record("unknown", 1);
    drop(early);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        let tasks = (0..2000_u64).map(|task| {
            let work = async move {
                tokio::task::yield_now().await;
                drop(info_span!("inner", task));
                info!("said");
            };
            tokio::spawn(work.instrument(info_span!("outer", task)))
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
    let spans = memory.take();
    assert_eq!(traced::stats().created, first.created);
    assert!(calls.load(Ordering::Relaxed) >= 1);
    let count = |name: &str| spans.iter().filter(|span| span.name == name).count();
    assert_eq!((count("outer"), count("inner"), count("below early"), count("exporting")), (2000, 2000, 1, 0));
    assert_eq!((spans.len(), first.created), (4001, 4001));
    assert!(spans.iter().filter(|span| span.name == "outer").all(|span| span.log("said").is_some()));
    tracing.shutdown(SOON).unwrap();
    let stats = traced::stats();
    assert_eq!(stats.created, stats.exported + stats.dropped.total());
    assert_eq!(stats.exported, 4001);
    drop(info_span!("after the end").entered());
}
