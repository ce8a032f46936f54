//! What the tests have in common: a process-wide exporter, servers on loopback, and bodies that are fed by hand.

use std::{
    net::SocketAddr,
    sync::OnceLock,
    time::{Duration, Instant},
};

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use traced_runtime::{
    Propagation, Span, SpanData, TraceId, Tracing,
    export::Memory,
    testing::{Run, capture_async},
};

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

/// A span for a test's own trace.
pub fn root(name: &'static str) -> Span {
    install();
    Span::builder(name).root().start()
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

#[track_caller]
pub fn named<'a>(spans: &'a [SpanData], name: &str) -> &'a SpanData {
    spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("no span {name:?} in {spans:#?}"))
}

/// A tag as text.
pub fn tag(span: &SpanData, key: &str) -> Option<String> {
    span.tag(key).map(ToString::to_string)
}

/// All tags as text, in the order of their names.
pub fn tags(span: &SpanData) -> Vec<(String, String)> {
    let mut tags: Vec<_> = span.tags.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    tags.sort();
    tags
}

pub fn pairs(tags: &[(&str, &str)]) -> Vec<(String, String)> {
    tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// Serves a router on a port of its own.
pub async fn serve(app: axum::Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("loopback has free ports");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async { axum::serve(listener, app).await });
    address
}

pub fn get(uri: &str) -> Request<Body> {
    Request::get(uri).body(Body::empty()).expect("the URI is one")
}

/// Calls a service once, and reads the response to its end.
pub async fn ask<S, B>(service: S, request: Request<Body>) -> Run<Option<(http::response::Parts, Bytes)>>
where
    S: tower::Service<Request<Body>, Response = Response<B>>,
    B: http_body::Body,
{
    capture_async(async {
        let response = tower::ServiceExt::oneshot(service, request).await.ok()?;
        let (parts, body) = response.into_parts();
        Some((parts, body.collect().await.ok()?.to_bytes()))
    })
    .await
}
