//! How spans end: whole, failed, panicked, given up; measured on services that are polled by hand.

use std::{convert::Infallible, error::Error, panic::AssertUnwindSafe, pin::pin, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use futures::{FutureExt as _, StreamExt as _, stream};
use http::{Request, Response};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use tower::{Layer, ServiceExt, service_fn};
use traced_runtime::{Outcome, SpanData, Value, testing::capture_async};
use traced_tower::{ClientLayer, ServerLayer};

use crate::{
    failed::Failed,
    support::{ask, get, tag},
};

fn failure() -> Failed {
    Failed::of(&["no database", "refused"])
}

/// Each chunk, and then an error or nothing for ever.
fn body(chunks: &'static [&'static str], then: Option<Failed>) -> Body {
    let chunks = stream::iter(chunks).map(|chunk| Ok(Frame::data(Bytes::from_static(chunk.as_bytes()))));
    match then {
        Some(error) => Body::new(StreamBody::new(chunks.chain(stream::iter([Err(error)])))),
        None => Body::new(StreamBody::new(chunks.chain(stream::pending::<Result<_, Failed>>()))),
    }
}

fn error_log(span: &SpanData) -> (String, String, Option<&Value>) {
    let log = span.log("error").expect("an error was recorded");
    let text = |key| log.field(key).map(ToString::to_string).unwrap_or_default();
    (text("error.kind"), text("message"), log.field("error.chain"))
}

#[tokio::test]
async fn errors_of_services() {
    let own = service_fn(|_: Request<Body>| async { Err::<Response<Body>, _>(failure()) });
    let run = ask(ServerLayer::new().layer(own), get("/")).await;
    let span = run.span("GET");
    assert_eq!(span.outcome, Outcome::Errored);
    let kind = std::any::type_name::<Failed>();
    assert_eq!(error_log(span), (kind.to_owned(), "no database".to_owned(), None));
    assert_eq!(tag(span, "error.type").as_deref(), Some(kind));
    assert_eq!(tag(span, "http.response.status_code"), None);

    let chain = Value::List(vec!["refused".into()]);
    let run = ask(ServerLayer::new().errors::<Failed>().layer(own), get("/")).await;
    assert_eq!(error_log(run.span("GET")), (kind.to_owned(), "no database".to_owned(), Some(&chain)));

    let boxed = own.map_err(|error| -> Box<dyn Error + Send + Sync> { Box::new(error) });
    let run = ask(ClientLayer::new().layer(boxed), get("/")).await;
    assert_eq!(error_log(run.span("GET")).2, Some(&chain));
}

#[tokio::test]
async fn errors_of_bodies() {
    let service = service_fn(|_| async { Ok::<_, Infallible>(Response::new(body(&["abc", "de"], Some(failure())))) });
    let run = ask(ServerLayer::new().layer(service), get("/")).await;
    let span = run.span("GET");
    assert_eq!(span.outcome, Outcome::Errored);
    assert_eq!(error_log(span).1, "no database");
    assert_eq!(tag(span, "http.response.body.size").as_deref(), Some("5"));
    assert_eq!(tag(span, "http.response.status_code").as_deref(), Some("200"));
}

#[tokio::test]
async fn futures_and_bodies_that_are_dropped() {
    let never = service_fn(|_: Request<Body>| futures::future::pending::<Result<Response<Body>, Infallible>>());
    let run = capture_async(async {
        let answer = ServerLayer::new().layer(never).oneshot(get("/"));
        assert!(answer.now_or_never().is_none());
    })
    .await;
    assert_eq!(run.span("GET").outcome, Outcome::Cancelled);
    assert_eq!(tag(run.span("GET"), "http.response.body.size"), None);

    let service = service_fn(|_| async { Ok::<_, Infallible>(Response::new(body(&["abc"], None))) });
    let run = capture_async(async {
        let mut response = ServerLayer::new().layer(service).oneshot(get("/")).await.unwrap();
        response.body_mut().frame().await.unwrap().unwrap();
        assert!(response.body_mut().frame().now_or_never().is_none());
    })
    .await;
    assert_eq!(run.span("GET").outcome, Outcome::Cancelled);
    assert_eq!(tag(run.span("GET"), "http.response.body.size").as_deref(), Some("3"));

    // A client that does not want the body has not been cut short; one that has begun to read it has.
    let run = capture_async(ClientLayer::new().layer(service).oneshot(get("/")).map(drop)).await;
    assert_eq!(run.span("GET").outcome, Outcome::Returned);
    let run = capture_async(ServerLayer::new().layer(service).oneshot(get("/")).map(drop)).await;
    assert_eq!(run.span("GET").outcome, Outcome::Cancelled);
}

/// A failure is not hidden by a caller that does not wait for its description.
#[tokio::test]
async fn failures_that_nobody_reads() {
    let service = service_fn(|_| async {
        Ok::<_, Infallible>(Response::builder().status(503).body(body(&["abc"], None)).expect("a response"))
    });
    let run = capture_async(ServerLayer::new().layer(service).oneshot(get("/")).map(drop)).await;
    assert_eq!(run.span("GET").outcome, Outcome::Errored);
}

/// hyper does not ask for the end of what is as long as was promised, nor for bodies that are not sent.
#[tokio::test]
async fn bodies_whose_end_is_known() {
    let sized = service_fn(|_| async {
        let response = Response::builder().header("content-length", "3").body(body(&["abc"], None));
        Ok::<_, Infallible>(response.expect("a response"))
    });
    let run = capture_async(async {
        let mut response = ServerLayer::new().layer(sized).oneshot(get("/")).await.unwrap();
        response.body_mut().frame().await.unwrap().unwrap();
    })
    .await;
    assert_eq!(run.span("GET").outcome, Outcome::Returned);

    let run = capture_async(async {
        let head = Request::head("/").body(Body::empty()).unwrap();
        ServerLayer::new().layer(sized).oneshot(head).await.map(drop)
    })
    .await;
    assert_eq!(run.span("HEAD").outcome, Outcome::Returned);

    let full = service_fn(|_| async { Ok::<_, Infallible>(Response::new(Body::from("abc"))) });
    let run = capture_async(async {
        let response = ServerLayer::new().layer(full).oneshot(get("/")).await.unwrap();
        let mut body = pin!(response.into_body());
        assert_eq!(http_body::Body::size_hint(&*body).exact(), Some(3));
        body.frame().await.unwrap().unwrap();
        assert!(http_body::Body::is_end_stream(&*body));
        body // Kept, but over: what holds it keeps no span open.
            .frame()
            .await
            .is_none()
    })
    .await;
    assert!(run.value());
    assert_eq!(run.span("GET").outcome, Outcome::Returned);
}

#[tokio::test]
async fn panics() {
    let panics = service_fn(|request: Request<Body>| async move {
        match request.uri().path() {
            "/" => panic!("expected: in a handler"),
            _ => Ok::<Response<Body>, Infallible>(Response::new(Body::empty())),
        }
    });
    let at_once = service_fn(|_: Request<Body>| -> std::future::Ready<Result<Response<Body>, Infallible>> {
        panic!("expected: before there is a future")
    });
    let in_body = service_fn(|_| async {
        let frames = stream::once(async { if true { panic!("expected: in a body") } else { Ok::<_, Infallible>("") } });
        Ok::<_, Infallible>(Response::new(Body::from_stream(frames)))
    });
    let layer = ServerLayer::new();
    // The future outlives the panic, as it does behind tower-http's `CatchPanic`.
    let mut run = vec![
        capture_async(AssertUnwindSafe(layer.layer(panics).oneshot(get("/"))).catch_unwind().map(|r| r.is_err())).await,
    ];
    run.push(
        capture_async(AssertUnwindSafe(layer.layer(at_once).oneshot(get("/"))).catch_unwind().map(|r| r.is_err()))
            .await,
    );
    run.push(
        capture_async(async {
            let response = layer.layer(in_body).oneshot(get("/")).await.unwrap();
            let mut body = pin!(response.into_body());
            AssertUnwindSafe(body.frame()).catch_unwind().await.is_err()
        })
        .await,
    );
    for (run, message) in run.iter().zip(["in a handler", "before there is a future", "in a body"]) {
        assert!(run.value(), "{message}");
        let span = run.span("GET");
        assert_eq!(span.outcome, Outcome::Panicked, "{message}");
        assert_eq!(tag(span, "error.type").as_deref(), Some("panic"));
        assert_eq!(error_log(span), ("panic".to_owned(), format!("expected: {message}"), None));
    }
}

#[tokio::test]
async fn timeouts() {
    let never = service_fn(|_: Request<Body>| futures::future::pending::<Result<Response<Body>, Infallible>>());
    let limit = tower::timeout::TimeoutLayer::new(Duration::ZERO);
    let run = capture_async(limit.layer(ServerLayer::new().layer(never)).oneshot(get("/")).map(|r| r.is_err())).await;
    assert!(run.value());
    assert_eq!(run.span("GET").outcome, Outcome::Cancelled, "the time limit is outside");

    let run = capture_async(ServerLayer::new().layer(limit.layer(never)).oneshot(get("/")).map(|r| r.is_err())).await;
    assert!(run.value());
    assert_eq!(run.span("GET").outcome, Outcome::Errored, "the time limit is inside");
    assert_eq!(error_log(run.span("GET")).1, "request timed out");
}
