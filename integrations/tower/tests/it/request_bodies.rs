//! Bodies of requests: measured when they are read to their end, passed on as they come.

use std::{convert::Infallible, pin::pin};

use axum::{Router, body::Body, routing};
use bytes::Bytes;
use futures::{FutureExt as _, StreamExt as _, stream};
use http::{HeaderMap, Request, Response};
use http_body::{Body as _, Frame};
use http_body_util::{BodyExt, Channel, Empty, Full, StreamBody};
use tower::{Layer, ServiceExt, service_fn};
use traced_runtime::{FutureExt, Kind, Outcome, Value, testing::capture_async};
use traced_tower::{ClientLayer, RequestBody, ServerLayer};

use crate::support::{finished, install, root, serve, tag};

const SIZE: &str = "http.request.body.size";

fn post<B>(body: B) -> Request<B> {
    Request::post("/notes").body(body).expect("a request")
}

fn ok() -> Response<Empty<Bytes>> {
    Response::new(Empty::new())
}

fn chunks(chunks: &'static [&'static str]) -> impl futures::Stream<Item = Result<Frame<Bytes>, std::io::Error>> {
    stream::iter(chunks).map(|chunk| Ok(Frame::data(Bytes::from_static(chunk.as_bytes()))))
}

#[tokio::test]
async fn a_body_that_is_read_has_a_size() {
    let reads = service_fn(|request: Request<RequestBody<_>>| async {
        request.into_body().collect().await.expect("it has no errors");
        Ok::<_, Infallible>(ok())
    });
    let server = || ServerLayer::new().request_bodies().layer(reads);
    let run = capture_async(server().oneshot(post(StreamBody::new(chunks(&["abc", "de"]))))).await;
    assert_eq!(tag(run.span("POST"), SIZE).as_deref(), Some("5"));

    let reads = service_fn(|request: Request<RequestBody<Full<Bytes>>>| async {
        let body = request.into_body();
        assert!(body.is_end_stream());
        body.collect().await.expect("it has no errors");
        Ok::<_, Infallible>(ok())
    });
    let run = capture_async(ServerLayer::new().request_bodies().layer(reads).oneshot(post(Full::default()))).await;
    assert_eq!(tag(run.span("POST"), SIZE).as_deref(), Some("0"));
}

#[tokio::test]
async fn a_body_that_is_not_read_has_none() {
    let reads_half = service_fn(|request: Request<RequestBody<_>>| async {
        let mut body = pin!(request.into_body());
        body.frame().await.expect("there are two").expect("it has no errors");
        Ok::<_, Infallible>(ok())
    });
    let server = ServerLayer::new().request_bodies().layer(reads_half);
    let run = capture_async(server.oneshot(post(StreamBody::new(chunks(&["abc", "de"]))))).await;
    assert_eq!((tag(run.span("POST"), SIZE), run.span("POST").outcome), (None, Outcome::Returned));

    let takes = service_fn(|request: Request<RequestBody<Full<Bytes>>>| async {
        request.into_body().into_inner().collect().await.expect("it has no errors");
        Ok::<_, Infallible>(ok())
    });
    let run = capture_async(ServerLayer::new().request_bodies().layer(takes).oneshot(post(Full::from("abc")))).await;
    assert_eq!(tag(run.span("POST"), SIZE), None);
}

#[tokio::test]
async fn an_error_is_a_log_and_the_answer_says_how_it_ended() {
    let reads = service_fn(|request: Request<RequestBody<_>>| async {
        let read = request.into_body().collect().await;
        assert_eq!(read.map(drop).map_err(|error: std::io::Error| error.to_string()), Err("cut off".to_owned()));
        Ok::<_, Infallible>(ok())
    });
    let body = StreamBody::new(chunks(&["abc"]).chain(stream::iter([Err(std::io::Error::other("cut off"))])));
    let run = capture_async(ServerLayer::new().request_bodies().layer(reads).oneshot(post(body))).await;
    let span = run.span("POST");
    assert_eq!((span.outcome, tag(span, SIZE)), (Outcome::Returned, None));
    let log = span.log("error").unwrap();
    assert_eq!(log.field("message"), Some(&Value::from("cut off")));
    assert_eq!(log.field("error.kind"), Some(&Value::from(std::any::type_name::<std::io::Error>())));
}

/// One frame in, the same frame out, before the next is there.
#[tokio::test]
async fn streams_stay_streams_and_say_what_they_said() {
    let (mut sender, body) = Channel::<Bytes, Infallible>::new(1);
    let (sized, mut trailers) = (Full::new(Bytes::from_static(b"abc")), HeaderMap::new());
    trailers.insert("checksum", "7".parse().unwrap());
    let reads = service_fn(move |request: Request<RequestBody<Channel<Bytes, Infallible>>>| {
        let mut sender = std::mem::replace(&mut sender, Channel::new(1).0);
        let trailers = trailers.clone();
        async move {
            let mut body = pin!(request.into_body());
            assert!(body.frame().now_or_never().is_none());
            for chunk in ["a", "bc"] {
                sender.send_data(Bytes::from(chunk)).await.unwrap();
                let frame = body.frame().now_or_never().flatten().unwrap().unwrap();
                assert_eq!(frame.into_data().unwrap(), chunk);
                assert!(!body.is_end_stream());
            }
            sender.send_trailers(trailers.clone()).await.unwrap();
            assert_eq!(body.frame().await.unwrap().unwrap().into_trailers().unwrap(), trailers);
            Ok::<_, Infallible>(ok())
        }
    });
    let run = capture_async(ServerLayer::new().request_bodies().layer(reads).oneshot(post(body))).await;
    assert_eq!(tag(run.span("POST"), SIZE).as_deref(), Some("3"));

    let looks = service_fn(|request: Request<RequestBody<Full<Bytes>>>| async move {
        assert_eq!(request.body().size_hint().exact(), Some(3));
        assert!(!request.body().is_end_stream());
        Ok::<_, Infallible>(ok())
    });
    ServerLayer::new().request_bodies().layer(looks).oneshot(post(sized)).await.unwrap();
}

#[tokio::test]
async fn whoever_reads_it_where_ever() {
    let elsewhere = service_fn(|request: Request<RequestBody<Full<Bytes>>>| async {
        // No context is carried there, and another span is current.
        let read = async { request.into_body().collect().await.expect("it has no errors").to_bytes() };
        let read = read.in_span(traced_runtime::Span::builder("reads").start());
        assert_eq!(tokio::spawn(read).await.unwrap(), "abc");
        Ok::<_, Infallible>(ok())
    });
    let run =
        capture_async(ServerLayer::new().request_bodies().layer(elsewhere).oneshot(post(Full::from("abc")))).await;
    assert_eq!(tag(run.span("POST"), SIZE).as_deref(), Some("3"));
    assert!(run.span("reads").tags.is_empty());
}

#[tokio::test]
async fn a_client_measures_what_it_sends() {
    let sends = service_fn(|request: Request<RequestBody<Full<Bytes>>>| async {
        request.into_body().collect().await.expect("it has no errors");
        Ok::<_, Infallible>(ok())
    });
    let run = capture_async(ClientLayer::new().request_bodies().layer(sends).oneshot(post(Full::from("abc")))).await;
    assert_eq!((tag(run.span("POST"), SIZE).as_deref(), run.span("POST").kind), (Some("3"), Kind::Client));
}

/// Over loopback, through axum's own extractor.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_axum() {
    install();
    let note = |note: String| async move { note.to_uppercase() };
    let app = Router::new().route("/notes", routing::post(note)).layer(ServerLayer::new().request_bodies());
    let address = serve(app).await;
    let client = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new()).build_http();
    let root = root("asks");
    let trace = root.context().trace_id();
    let request = Request::post(format!("http://{address}/notes"))
        .body(Body::from_stream(stream::iter(["abc", "de"]).map(Ok::<_, Infallible>)));
    let answer = ClientLayer::new().layer(client).oneshot(request.unwrap()).in_span(root).await.unwrap();
    assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "ABCDE");
    let spans = finished(trace, 3).await;
    let server = spans.iter().find(|span| span.kind == Kind::Server).unwrap();
    assert_eq!((tag(server, SIZE).as_deref(), tag(server, "http.route").as_deref()), (Some("5"), Some("/notes")));
}
