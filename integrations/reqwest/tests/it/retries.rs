//! Requests that are sent again: one span for all tries, or one for each, which says how often it was sent before.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use axum::{Router, http::StatusCode, routing};
use reqwest_middleware::ClientBuilder;
use reqwest_retry::{RetryTransientMiddleware, policies::ExponentialBackoff};
use std::time::Duration;
use traced_reqwest::TracedMiddleware;
use traced_runtime::Outcome;

use crate::support::{serve, tag, traced};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_try_is_a_span() {
    let asked = Arc::new(AtomicU32::new(0));
    let third = move || {
        let times = asked.fetch_add(1, Ordering::Relaxed);
        std::future::ready(if times < 2 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK })
    };
    let address = serve(Router::new().route("/", routing::get(third))).await;
    let backoff =
        ExponentialBackoff::builder().retry_bounds(Duration::ZERO, Duration::from_millis(1)).build_with_max_retries(5);
    let client = ClientBuilder::new(reqwest::Client::new())
        .with(TracedMiddleware::new().template(|_| Some("all".to_owned())))
        .with(RetryTransientMiddleware::new_with_policy(backoff))
        .with(TracedMiddleware::new())
        .build();
    let (result, _, spans) = traced(4, client.get(format!("http://{address}/")).send()).await;
    assert!(result.unwrap().status().is_success());
    let [all, tries @ ..] = &spans[..] else { panic!("no spans") };
    assert_eq!((&*all.name, all.outcome, tag(all, "http.request.resend_count")), ("GET all", Outcome::Returned, None));
    let seen: Vec<_> = tries.iter().map(|span| (tag(span, "http.request.resend_count"), span.outcome)).collect();
    let (first, second, third) = (None, Some("1".to_owned()), Some("2".to_owned()));
    assert_eq!(seen, [(first, Outcome::Errored), (second, Outcome::Errored), (third, Outcome::Returned)]);
    assert!(tries.iter().all(|span| span.parent_id == Some(all.context.span_id())));
}
