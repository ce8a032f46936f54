//! Batches that take several requests, and several tries: each span arrives at most once.

use std::ops::Range;

use traced_otlp::Exporter;
use traced_runtime::export::{ExportError, Exporter as _};

use crate::{
    decode::numbers,
    http::arrived,
    server::{Server, ok, status},
    tap::with_spans,
};

const LIMIT: usize = 1000;

fn counted(numbers: Range<u64>) -> Vec<u64> {
    numbers.collect()
}

#[test]
fn a_span_above_the_limit_is_sent_alone() {
    let server = Server::start((0..100).map(|_| ok()));
    let mut exporter = Exporter::builder().endpoint(&server.url).max_request_bytes(1).build().unwrap();
    with_spans(5, move |batch| exporter.export(batch)).unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 5);
    assert_eq!(arrived(&requests), counted(0..5));
}

#[test]
fn a_retry_does_not_send_again_what_was_taken() {
    let busy = || status("503 Service Unavailable");
    let server = Server::start([ok(), ok(), busy(), busy(), ok(), busy()].into_iter().chain((0..100).map(|_| ok())));
    let mut exporter = Exporter::builder().endpoint(&server.url).max_request_bytes(LIMIT).build().unwrap();
    let tries = with_spans(50, move |batch| {
        (1..10).find(|_| !matches!(exporter.export(batch), Err(ExportError::Retry { .. })))
    });
    assert_eq!(tries, Some(4));
    let mut requests = server.requests();
    // Those that were answered with 503, from the back.
    for refused in [5, 3, 2] {
        requests.remove(refused);
    }
    assert_eq!(arrived(&requests), counted(0..50));
}

#[test]
fn a_refused_part_is_counted_and_the_others_are_sent() {
    let refused = || status("400 Bad Request");
    let server =
        Server::start([ok(), refused(), status("503 Service Unavailable")].into_iter().chain((0..100).map(|_| ok())));
    let mut exporter = Exporter::builder().endpoint(&server.url).max_request_bytes(LIMIT).build().unwrap();
    let (first, second) = with_spans(50, move |batch| (exporter.export(batch), exporter.export(batch)));
    assert!(matches!(first, Err(ExportError::Retry { .. })), "{first:?}");
    let requests = server.requests();
    let lost = numbers(&requests[1].body).len() as u64;
    match second {
        Err(ExportError::Partial { rejected, message, .. }) => {
            assert_eq!((rejected, &*message), (lost, "HTTP 400 Bad Request"));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_batch_refused_in_all_its_parts_is_refused() {
    let server = Server::start((0..100).map(|_| status("401 Unauthorized")));
    let mut exporter = Exporter::builder().endpoint(&server.url).max_request_bytes(LIMIT).build().unwrap();
    let result = with_spans(50, move |batch| exporter.export(batch));
    assert!(matches!(result, Err(ExportError::Reject { .. })), "{result:?}");
    assert!(server.requests().len() > 1);
}

#[test]
fn what_was_left_of_an_abandoned_batch_does_not_spill_into_the_next() {
    let server = Server::start([ok(), status("503 Service Unavailable")].into_iter().chain((0..100).map(|_| ok())));
    let mut exporter = Exporter::builder().endpoint(&server.url).max_request_bytes(LIMIT).build().unwrap();
    let mut exporter = with_spans(50, move |batch| {
        exporter.export(batch).unwrap_err();
        exporter
    });
    server.requests();
    with_spans(20, move |batch| exporter.export(batch)).unwrap();
    assert_eq!(arrived(&server.requests()), counted(0..20));
}
