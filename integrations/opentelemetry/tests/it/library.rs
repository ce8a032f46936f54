//! A library that is instrumented with OpenTelemetry's API, as it comes: the layer of `opentelemetry-instrumentation-tower`.

use std::convert::Infallible;

use http::{Request, Response, StatusCode};
use opentelemetry::{Context, global, trace::TraceContextExt};
use opentelemetry_instrumentation_tower::http::server::LayerBuilder;
use tower::{Layer, ServiceExt, service_fn};
use traced::{Kind, Outcome, testing::capture_async, traced};

use super::{propagator::install, support::tracer};

#[traced]
async fn handle(status: u16) -> Response<String> {
    tokio::task::yield_now().await;
    let mut response = Response::new("answer".to_owned());
    *response.status_mut() = StatusCode::from_u16(status).expect("tests ask for statuses");
    // What the handler sends on is below its own span, which is ours.
    let mut sent = std::collections::HashMap::new();
    global::get_text_map_propagator(|propagator| propagator.inject_context(&Context::current(), &mut sent));
    response.headers_mut().insert("sent", sent["traceparent"].parse().expect("a header's value"));
    Context::current().span().set_attribute(opentelemetry::KeyValue::new("seen", true));
    response
}

#[tokio::test]
async fn its_spans_are_between_ours() {
    install();
    drop(tracer());
    let layer = LayerBuilder::builder().build().expect("its defaults are right");
    let service = layer.layer(service_fn(|request: Request<String>| async move {
        let status = if request.uri().path() == "/bad" { 503 } else { 200 };
        Ok::<_, Infallible>(handle(status).await)
    }));
    let run = capture_async(async {
        let ask = |uri: &'static str, caller: Option<&str>| {
            let mut request = Request::get(uri).body(String::new()).expect("a request");
            if let Some(caller) = caller {
                request.headers_mut().insert("traceparent", caller.parse().expect("a header's value"));
            }
            let service = service.clone();
            async move { service.oneshot(request).await.expect("it does not fail") }
        };
        let _called = ask("/called", Some("00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01")).await;
        let span = traced::Span::builder("client").start();
        traced::FutureExt::in_span(ask("/bad", None), span).await
    })
    .await;
    let [called, bad]: [Vec<_>; 2] = ["/called", "/bad"]
        .map(|path| run.spans().iter().filter(|span| span.tag("url.path") == Some(&path.into())).collect());
    let ([called], [bad]) = (&called[..], &bad[..]) else { panic!("two of the library's spans in\n{}", run.tree()) };
    assert_eq!(called.context.trace_id().to_string(), "0af7651916cd43dd8448eb211c80319c");
    assert_eq!(called.parent_id.unwrap().to_string(), "00f067aa0ba902b7");
    assert_eq!((called.kind, called.outcome), (Kind::Server, Outcome::Returned));
    assert_eq!((bad.kind, bad.outcome), (Kind::Server, Outcome::Errored));
    assert_eq!(bad.parent_id, Some(run.span("client").context.span_id()));
    assert_eq!(bad.tag("http.response.status_code").unwrap().to_string(), "503");
    assert_eq!(bad.tag("target").unwrap().to_string(), "opentelemetry-instrumentation-tower");
    for library in [called, bad] {
        let above = Some(library.context.span_id());
        let handler = run.spans().iter().find(|span| span.name == "handle" && span.parent_id == above);
        assert!(handler.is_some(), "{}", run.tree());
        assert_eq!(library.tag("seen").unwrap().to_string(), "true");
    }
    let handler = run.spans().iter().find(|span| span.parent_id == Some(bad.context.span_id())).unwrap();
    let sent = run.value().headers()["sent"].to_str().unwrap();
    assert!(sent.starts_with(&format!("00-{}-{}-", handler.context.trace_id(), handler.context.span_id())), "{sent}");
}
