//! Bodies of responses, where spans go on to their ends.

use std::{convert::Infallible, io};

use axum::{Router, body::Body, routing};
use futures::{FutureExt, StreamExt, stream};
use http_body_util::BodyExt;
use traced_reqwest::TracedMiddleware;
use traced_runtime::Outcome;

use crate::support::{client, serve, tag, traced};

const SIZE: &str = "http.response.body.size";

async fn app() -> String {
    let chunks = || stream::iter(["abc", "de"]).map(Ok::<_, io::Error>);
    let app = Router::new()
        .route("/whole", routing::get(|| async { "abc" }))
        .route("/empty", routing::get(|| async {}))
        .route("/chunks", routing::get(move || async move { Body::from_stream(chunks()) }))
        .route("/stuck", routing::get(move || async move { Body::from_stream(chunks().chain(stream::pending())) }))
        .route(
            "/broken",
            // What was sent before is there when the connection breaks.
            routing::get(move || async move {
                let later = stream::once(tokio::task::yield_now()).map(|()| Err(io::Error::other("no disk")));
                Body::from_stream(chunks().chain(later))
            }),
        );
    format!("http://{}", serve(app).await)
}

fn following() -> reqwest_middleware::ClientWithMiddleware {
    client(TracedMiddleware::new().response_bodies(true))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whole_bodies() {
    let server = app().await;
    for (path, text) in [("/whole", "abc"), ("/chunks", "abcde"), ("/empty", "")] {
        let url = format!("{server}{path}");
        let ask = async {
            let response = following().get(&url).send().await.unwrap();
            assert_eq!((response.url().as_str(), response.status().as_u16()), (&*url, 200));
            let length = response.content_length();
            assert_eq!(length, (path != "/chunks").then_some(text.len() as u64), "{path}");
            assert!(response.remote_addr().is_some());
            response.text().await.unwrap()
        };
        let (read, _, spans) = traced(1, ask).await;
        assert_eq!(read, text);
        assert_eq!(
            (tag(&spans[0], SIZE), spans[0].outcome),
            (Some(text.len().to_string()), Outcome::Returned),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_stay_streams() {
    let url = format!("{}/stuck", app().await);
    let ask = async {
        let mut response = following().get(&url).send().await.unwrap();
        let mut read = Vec::new();
        while read.len() < 5 {
            read.extend_from_slice(&response.chunk().await.unwrap().unwrap());
        }
        assert!(response.chunk().now_or_never().is_none());
        read
    };
    let (read, _, spans) = traced(1, ask).await;
    assert_eq!(read, b"abcde");
    assert_eq!((tag(&spans[0], SIZE).as_deref(), spans[0].outcome), (Some("5"), Outcome::Cancelled));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_that_nobody_wants() {
    let url = format!("{}/stuck", app().await);
    let ask = async { following().get(&url).send().await.map(drop).unwrap() };
    let ((), _, spans) = traced(1, ask).await;
    assert_eq!(spans[0].outcome, Outcome::Returned);

    // By default nobody waits for the end.
    let ask = async { client(TracedMiddleware::new()).get(&url).send().await.unwrap() };
    let (_unread, _, spans) = traced(1, ask).await;
    assert_eq!((tag(&spans[0], SIZE), spans[0].outcome), (None, Outcome::Returned));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn errors_of_bodies() {
    let url = format!("{}/broken", app().await);
    let ask = async { following().get(format!("{url}?key=hunter2")).send().await.unwrap().bytes().await };
    let (read, _, spans) = traced(1, ask).await;
    assert!(read.is_err());
    let span = &spans[0];
    assert_eq!((span.outcome, tag(span, "error.type").as_deref()), (Outcome::Errored, Some("body")));
    assert!(span.log("error").is_some() && !format!("{span:?}").contains("hunter2"));
}

/// What a middleware further in makes of a response is what is followed: trailers too.
#[tokio::test]
async fn trailers_go_through() {
    struct Answers;

    #[async_trait::async_trait]
    impl reqwest_middleware::Middleware for Answers {
        async fn handle(
            &self,
            _: reqwest::Request,
            _: &mut http::Extensions,
            _: reqwest_middleware::Next<'_>,
        ) -> reqwest_middleware::Result<reqwest::Response> {
            let (mut sender, body) = http_body_util::Channel::<bytes::Bytes, Infallible>::new(2);
            sender.send_data("abc".into()).await.expect("there is room");
            sender
                .send_trailers(
                    [(http::HeaderName::from_static("checksum"), "7".parse().unwrap())].into_iter().collect(),
                )
                .await
                .expect("there is room");
            Ok(http::Response::new(reqwest::Body::wrap(body)).into())
        }
    }
    let client = reqwest_middleware::ClientBuilder::new(reqwest::Client::new())
        .with(TracedMiddleware::new().response_bodies(true))
        .with(Answers)
        .build();
    let ask = async {
        let response = client.get("http://h/").send().await.unwrap();
        http::Response::<reqwest::Body>::from(response).into_body().collect().await.unwrap()
    };
    let (collected, _, spans) = traced(1, ask).await;
    assert_eq!(collected.trailers().unwrap()["checksum"], "7");
    assert_eq!(collected.to_bytes(), "abc");
    assert_eq!(tag(&spans[0], SIZE).as_deref(), Some("3"));
}
