//! Flushing and shutting down block the only thread of an async runtime, and need nothing that runs on it.

use std::time::Duration;

use traced::{builder, export::Memory, traced};

const SOON: Duration = Duration::from_secs(60);

#[traced]
async fn inner(n: u32) -> u32 {
    tokio::task::yield_now().await;
    n
}

#[traced]
async fn outer() -> u32 {
    let spawned = traced::spawn(inner(1));
    inner(2).await + spawned.await.unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn inside_the_runtime() {
    let memory = Memory::new();
    let tracing = builder().exporter(memory.clone()).install().unwrap();
    assert_eq!(outer().await, 3);
    tracing.flush(SOON).unwrap();
    assert_eq!(memory.take().len(), 3);
    // A task that is pending while its runtime's thread shuts down.
    let pending = tokio::spawn(async { std::future::pending::<()>().await });
    outer().await;
    tracing.shutdown(SOON).unwrap();
    pending.abort();
    let spans = memory.take();
    assert_eq!(spans.len(), 3);
    let outer = spans.iter().find(|span| span.name == "outer").unwrap().context.span_id();
    assert_eq!(spans.iter().filter(|span| span.parent_id == Some(outer)).count(), 2);
}
