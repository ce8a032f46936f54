//! What the tests have in common: a process-wide exporter, a server, a client.

use std::{
    net::SocketAddr,
    sync::OnceLock,
    time::{Duration, Instant},
};

use axum::Router;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use traced_reqwest::TracedMiddleware;
use traced_runtime::{FutureExt, Propagation, Span, SpanData, Tracing, export::Memory};

/// A limit on what should take no time.
const LONG: Duration = Duration::from_secs(30);

static INSTALLED: OnceLock<(Memory, Tracing)> = OnceLock::new();

fn install() -> &'static (Memory, Tracing) {
    INSTALLED.get_or_init(|| {
        let memory = Memory::new();
        let tracing = traced_runtime::builder()
            .propagators([Propagation::W3c, Propagation::B3])
            .exporter(memory.clone())
            .install()
            .expect("nothing is installed yet");
        (memory, tracing)
    })
}

/// Runs this in a trace of its own, and returns its spans beside the root, in start order, once there are so many.
pub async fn traced<T>(count: usize, work: impl Future<Output = T>) -> (T, Span, Vec<SpanData>) {
    let (memory, tracing) = install();
    let root = Span::builder("root").root().start();
    let value = work.in_span(&root).await;
    let trace = root.context().trace_id();
    let began = Instant::now();
    loop {
        tracing.flush(LONG).expect("memory takes all");
        let mut spans: Vec<_> = memory.spans().into_iter().filter(|span| span.context.trace_id() == trace).collect();
        spans.sort_by_key(|span| span.start);
        if spans.len() >= count {
            return (value, root, spans);
        }
        assert!(began.elapsed() < LONG, "{count} spans are expected, and there are {spans:#?}");
        tokio::task::yield_now().await;
    }
}

/// Serves a router on a port of its own.
pub async fn serve(app: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("loopback has free ports");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async { axum::serve(listener, app).await });
    address
}

pub fn client(traced: TracedMiddleware) -> ClientWithMiddleware {
    ClientBuilder::new(reqwest::Client::new()).with(traced).build()
}

/// A tag as text.
pub fn tag(span: &SpanData, key: &str) -> Option<String> {
    span.tag(key).map(ToString::to_string)
}
