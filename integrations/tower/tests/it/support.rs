//! What the tests have in common: requests, and what spans say of them.

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use traced_runtime::{
    Span, SpanData,
    testing::{Run, capture_async},
};

pub use crate::installed::{finished, install, serve, tag};

/// A span for a test's own trace.
pub fn root(name: &'static str) -> Span {
    install();
    Span::builder(name).root().start()
}

#[track_caller]
pub fn named<'a>(spans: &'a [SpanData], name: &str) -> &'a SpanData {
    spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("no span {name:?} in {spans:#?}"))
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
