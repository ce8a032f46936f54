//! What the tests have in common: traces of their own, and a client.

use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use traced_reqwest::TracedMiddleware;
use traced_runtime::{FutureExt, Span, SpanData};

use crate::installed::{finished, install};
pub use crate::installed::{serve, tag};

/// Runs this in a trace of its own, and returns its spans beside the root, in start order, once there are so many.
pub async fn traced<T>(count: usize, work: impl Future<Output = T>) -> (T, Span, Vec<SpanData>) {
    install();
    let root = Span::builder("root").root().start();
    let value = work.in_span(&root).await;
    let mut spans = finished(root.context().trace_id(), count).await;
    spans.sort_by_key(|span| span.start);
    (value, root, spans)
}

pub fn client(traced: TracedMiddleware) -> ClientWithMiddleware {
    ClientBuilder::new(reqwest::Client::new()).with(traced).build()
}
