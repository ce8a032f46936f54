//! Streams: one span for the whole stream, or one for each item.

use std::time::Duration;

use futures::{Stream, StreamExt as _, stream};
use traced::{export::Console, traced};

/// One span, from the call until the stream ends or is dropped.
#[traced]
fn pages(count: u32) -> impl Stream<Item = u32> {
    stream::iter(1..=count).then(fetch)
}

/// One span for each item: how long did it take to come?
#[traced(stream = item)]
fn rows(page: u32) -> impl Stream<Item = String> {
    stream::iter(["a", "b"]).map(move |row| format!("{page}{row}"))
}

#[traced]
async fn fetch(page: u32) -> u32 {
    tokio::task::yield_now().await;
    page
}

#[traced(ret)]
async fn read_all() -> usize {
    let all: Vec<String> = pages(2).flat_map(rows).collect().await;
    println!("{all:?}");
    all.len()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tracing = traced::builder().exporter(Console::stdout()).install()?;
    read_all().await;
    // Dropped before its end: the span says so.
    let _ = pages(9).boxed_local().next().await;
    tracing.shutdown(Duration::from_secs(5))?;
    Ok(())
}
