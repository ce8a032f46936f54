//! What tests over loopback have in common: an exporter for the process, which keeps everything, and a server.

use std::{
    net::SocketAddr,
    sync::OnceLock,
    time::{Duration, Instant},
};

use axum::Router;
use traced_runtime::{Propagation, SpanData, TraceId, Tracing, export::Memory};

/// A limit on what should take no time.
const LONG: Duration = Duration::from_secs(30);

static INSTALLED: OnceLock<(Memory, Tracing)> = OnceLock::new();

/// Installs an exporter that keeps everything, and two formats; once.
pub fn install() -> &'static (Memory, Tracing) {
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

/// The spans of a trace, once there are so many. A server ends its span when it is done, which a client cannot see.
pub async fn finished(trace: TraceId, count: usize) -> Vec<SpanData> {
    let (memory, tracing) = install();
    let began = Instant::now();
    loop {
        tracing.flush(LONG).expect("memory takes all");
        let spans: Vec<_> = memory.spans().into_iter().filter(|span| span.context.trace_id() == trace).collect();
        if spans.len() >= count {
            return spans;
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

/// A tag as text.
pub fn tag(span: &SpanData, key: &str) -> Option<String> {
    span.tag(key).map(ToString::to_string)
}
