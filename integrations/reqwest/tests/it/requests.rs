//! One span a request, as OpenTelemetry's conventions say, and what is sent along.

use std::time::Duration;

use axum::{Router, http::HeaderMap, routing};
use futures::FutureExt;
use traced_reqwest::TracedMiddleware;
use traced_runtime::{Kind, Outcome, Value};
use traced_tower::ServerLayer;

use crate::support::{client, serve, tag, traced};

fn app() -> Router {
    let echo = |headers: HeaderMap| async move {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("-").to_owned();
        [text("traceparent"), text("x-b3-spanid")].join(" ")
    };
    let status = |axum::extract::Path(status): axum::extract::Path<u16>| async move {
        axum::http::StatusCode::from_u16(status).expect("tests ask for statuses")
    };
    Router::new()
        .route("/echo", routing::any(echo))
        .route("/status/{code}", routing::get(status))
        .route("/never", routing::get(std::future::pending::<()>))
        .layer(ServerLayer::new())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_tree() {
    let address = serve(app()).await;
    let client = client(TracedMiddleware::new());
    let ask = async {
        let url = format!("http://ada:hunter2@{address}/echo?key=hunter2#hunter2");
        client.post(url).bearer_auth("hunter2").send().await.unwrap().text().await.unwrap()
    };
    let (sent, root, spans) = traced(2, ask).await;
    let [span, server] = &spans[..] else { panic!("two spans: {spans:#?}") };
    assert_eq!((&*span.name, span.kind, span.outcome), ("POST", Kind::Client, Outcome::Returned));
    assert_eq!(span.parent_id, Some(root.context().span_id()));
    let mut tags: Vec<_> = span.tags.iter().map(|(key, value)| (&**key, value.to_string())).collect();
    tags.sort();
    let (port, url) = (address.port().to_string(), format!("http://{address}/echo"));
    let expected = [
        ("http.request.method", "POST"),
        ("http.response.status_code", "200"),
        ("network.protocol.version", "1.1"),
        ("server.address", "127.0.0.1"),
        ("server.port", &port),
        ("url.full", &url),
    ];
    assert_eq!(tags, expected.map(|(key, value)| (key, value.to_owned())));
    assert_eq!((&*server.name, server.parent_id), ("POST /echo", Some(span.context.span_id())));
    let id = span.context.span_id();
    assert!(sent.starts_with(&format!("00-{}-{id}-", span.context.trace_id())), "{sent}");
    assert!(sent.ends_with(&format!(" {id}")), "{sent}");
    assert!(!format!("{spans:?}").contains("hunter2"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statuses() {
    let address = serve(app()).await;
    let client = client(TracedMiddleware::new().template(|_| Some("/status/{code}".to_owned())));
    for code in [200, 304, 404, 500] {
        let ask = async { client.get(format!("http://{address}/status/{code}")).send().await.unwrap() };
        let (_, _, spans) = traced(2, ask).await;
        let span = &spans[0];
        assert_eq!((&*span.name, tag(span, "url.template").as_deref()), ("GET /status/{code}", Some("/status/{code}")));
        assert_eq!(span.outcome, if code >= 400 { Outcome::Errored } else { Outcome::Returned }, "{code}");
        assert_eq!(tag(span, "error.type"), (code >= 400).then(|| code.to_string()));
        assert_eq!(tag(span, "http.response.status_code"), Some(code.to_string()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_answers() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = client(TracedMiddleware::new());
    let (result, _, spans) = traced(1, client.get(format!("http://{address}/?key=hunter2")).send()).await;
    let error = result.unwrap_err().to_string();
    assert!(error.contains("hunter2"), "the caller's own error is as it was: {error}");
    let span = &spans[0];
    assert_eq!((span.outcome, tag(span, "error.type").as_deref()), (Outcome::Errored, Some("connect")));
    let log = span.log("error").unwrap();
    let Some(Value::List(chain)) = log.field("error.chain") else { panic!("no sources: {log:?}") };
    assert!(chain.iter().any(|source| source.to_string().contains("refused")), "{chain:?}");
    let message = log.field("message").unwrap().to_string();
    assert!(message.contains(&format!("(http://{address}/)")) && !format!("{span:?}").contains("hunter2"), "{message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn time_limits_and_nobody_waiting() {
    let address = serve(app()).await;
    let client = client(TracedMiddleware::new());
    let ask = || client.get(format!("http://{address}/never"));
    let (result, _, spans) = traced(1, ask().timeout(Duration::from_millis(1)).send()).await;
    assert!(result.unwrap_err().is_timeout());
    let span = spans.iter().find(|span| span.kind == Kind::Client).unwrap();
    assert_eq!((span.outcome, tag(span, "error.type").as_deref()), (Outcome::Errored, Some("timeout")));

    let (result, _, spans) = traced(1, async { ask().send().now_or_never() }).await;
    assert!(result.is_none());
    assert_eq!(spans[0].outcome, Outcome::Cancelled);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_chosen() {
    let address = serve(app()).await;
    let chosen = TracedMiddleware::new()
        .filter(|request| request.headers().get("x-quiet").is_none())
        .on_request(|span, request| _ = span.set_tag("body", request.body().is_some()))
        .on_response(|span, response| _ = span.set_tag("length", response.content_length().unwrap_or(0)));
    let client = client(chosen);
    let ask = async {
        let quiet = client.get(format!("http://{address}/echo")).header("x-quiet", "1").send().await.unwrap();
        assert_eq!(quiet.text().await.unwrap(), "- -");
        client.get(format!("http://{address}/status/200")).send().await.unwrap()
    };
    let (_, _, spans) = traced(2, ask).await;
    assert_eq!(spans.len(), 2);
    assert_eq!((tag(&spans[0], "body").as_deref(), tag(&spans[0], "length").as_deref()), (Some("false"), Some("0")));
}
