//! Every way that a receiver of gRPC can answer.

use std::time::Duration;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};
use traced_otlp::{Builder, Compression, Exporter, Protocol};
use traced_runtime::export::{ExportError, Exporter as _};

use super::server::{Answer, OK, Server, partly};
use crate::{
    answers::partial,
    http::{rejected, retried, send},
    process,
    tap::with_spans,
};

pub fn grpc(address: impl AsRef<str>) -> Builder {
    Exporter::builder().protocol(Protocol::Grpc).endpoint(address)
}

/// Sends a small batch to a server that answers so.
fn export(answer: Answer) -> Result<(), ExportError> {
    let server = Server::start([answer]);
    send(grpc(server.url()), 3)
}

fn refusal(code: Code, details: ErrorDetails) -> Answer {
    Err(Status::with_error_details(code, "not\n now", details))
}

#[test]
fn spans_arrive() {
    let server = Server::start([]);
    send(grpc(server.url()).header("Api-Key", "s3cret").timeout(Duration::from_secs(7)), 3).unwrap();
    let [call] = &server.calls()[..] else { panic!("one call") };
    assert_eq!(call.numbers, [0, 1, 2]);
    assert_eq!(call.metadata.get("api-key").unwrap(), "s3cret");
    assert_eq!(call.metadata.get("grpc-timeout").unwrap(), "7000000u");
    assert!(call.metadata.get("user-agent").unwrap().to_str().unwrap().starts_with("traced-otlp/"));
    assert!(!call.metadata.contains_key("grpc-encoding"));
}

#[test]
fn spans_arrive_compressed_when_asked_to() {
    let server = Server::start([]);
    send(grpc(server.url()).compression(Compression::Gzip), 100).unwrap();
    let [call] = &server.calls()[..] else { panic!("one call") };
    assert_eq!(call.numbers, (0..100).collect::<Vec<_>>());
    assert_eq!(call.metadata.get("grpc-encoding").unwrap(), "gzip");
}

#[test]
fn credentials_of_the_address_are_metadata_and_nothing_else() {
    let server = Server::start([Err(Status::unauthenticated("who?"))]);
    let builder = grpc(server.url().replace("http://", "http://user:hunter2@")).header("x-token", "hunter3");
    assert!(!format!("{builder:?}").contains("hunter"));
    assert!(!format!("{:?}", builder.clone().build().unwrap()).contains("hunter"));
    assert_eq!(rejected(send(builder, 1)), "gRPC 16 UNAUTHENTICATED: who?");
    let [call] = &server.calls()[..] else { panic!("one call") };
    assert_eq!(call.metadata.get("authorization").unwrap(), "Basic dXNlcjpodW50ZXIy");
    assert!(!retried(send(grpc("http://user:hunter2@127.0.0.1:1"), 1)).1.contains("hunter"));
}

#[test]
fn the_environment_chooses_grpc() {
    let server = Server::start([]);
    let address = server.address.to_string();
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &*address),
        ("OTEL_EXPORTER_OTLP_INSECURE", "true"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"),
        ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
    ];
    process::run("variables::export", &variables).unwrap();
    let [call] = &server.calls()[..] else { panic!("one call") };
    assert_eq!(call.numbers, [0, 1]);
    assert_eq!(call.metadata.get("api-key").unwrap(), "a b");
}

/// The list is that of OTLP's "Failures" over gRPC.
#[test]
fn what_passes_is_tried_again() {
    for (code, text) in [
        (Code::Cancelled, "gRPC 1 CANCELLED: not now"),
        (Code::DeadlineExceeded, "gRPC 4 DEADLINE_EXCEEDED: not now"),
        (Code::Aborted, "gRPC 10 ABORTED: not now"),
        (Code::OutOfRange, "gRPC 11 OUT_OF_RANGE: not now"),
        (Code::Unavailable, "gRPC 14 UNAVAILABLE: not now"),
        (Code::DataLoss, "gRPC 15 DATA_LOSS: not now"),
    ] {
        assert_eq!(retried(export(refusal(code, ErrorDetails::new()))), (None, text.to_owned()));
        let delay = Duration::from_millis(7500);
        let (after, _) = retried(export(refusal(code, ErrorDetails::with_retry_info(Some(delay)))));
        assert_eq!(after, Some(delay), "{code}");
    }
}

#[test]
fn a_receiver_at_its_limits_is_tried_again_if_it_says_so() {
    let exhausted = |details| export(refusal(Code::ResourceExhausted, details));
    assert_eq!(rejected(exhausted(ErrorDetails::new())), "gRPC 8 RESOURCE_EXHAUSTED: not now");
    let quota = ErrorDetails::with_quota_failure_violation("spans", "too many");
    assert_eq!(rejected(exhausted(quota)), "gRPC 8 RESOURCE_EXHAUSTED: not now");
    let (after, text) = retried(exhausted(ErrorDetails::with_retry_info(Some(Duration::from_secs(3)))));
    assert_eq!((after, &*text), (Some(Duration::from_secs(3)), "gRPC 8 RESOURCE_EXHAUSTED: not now"));
    assert_eq!(retried(exhausted(ErrorDetails::with_retry_info(None))).0, None);
}

#[test]
fn other_refusals_are_final() {
    for (code, text) in [
        (Code::Unknown, "gRPC 2 UNKNOWN: not now"),
        (Code::InvalidArgument, "gRPC 3 INVALID_ARGUMENT: not now"),
        (Code::NotFound, "gRPC 5 NOT_FOUND: not now"),
        (Code::AlreadyExists, "gRPC 6 ALREADY_EXISTS: not now"),
        (Code::PermissionDenied, "gRPC 7 PERMISSION_DENIED: not now"),
        (Code::FailedPrecondition, "gRPC 9 FAILED_PRECONDITION: not now"),
        (Code::Unimplemented, "gRPC 12 UNIMPLEMENTED: not now"),
        (Code::Internal, "gRPC 13 INTERNAL: not now"),
        (Code::Unauthenticated, "gRPC 16 UNAUTHENTICATED: not now"),
    ] {
        assert_eq!(rejected(export(refusal(code, ErrorDetails::new()))), text);
        // What makes no sense is not listened to.
        rejected(export(refusal(code, ErrorDetails::with_retry_info(Some(Duration::from_secs(3))))));
    }
}

#[test]
fn a_partial_success_is_counted() {
    assert_eq!(partial(export(Ok(partly(2, "too old")))), (2, "too old".into()));
    assert_eq!(partial(export(Ok(partly(0, "please batch")))), (0, "please batch".into()));
    assert_eq!(rejected(export(Ok(partly(3, "not today")))), "not today");
    export(Ok(partly(0, ""))).unwrap();
    export(Ok(partly(-1, ""))).unwrap();
    assert_eq!(rejected(export(Ok(partly(99, "more than there were")))), "more than there were");
}

#[test]
fn a_large_batch_is_sent_in_parts_and_a_retry_goes_on_where_it_was() {
    let busy = || Err(Status::unavailable("busy"));
    let server = Server::start([OK, OK, busy(), busy()]);
    let mut exporter = grpc(server.url()).max_request_bytes(1000).build().unwrap();
    let tries = with_spans(50, move |batch| {
        (1..10).find(|_| !matches!(exporter.export(batch), Err(ExportError::Retry { .. })))
    });
    assert_eq!(tries, Some(3));
    let mut calls = server.calls();
    assert!(calls.len() > 6);
    calls.drain(2..4);
    let numbers: Vec<_> = calls.into_iter().flat_map(|call| call.numbers).collect();
    assert_eq!(numbers, (0..50).collect::<Vec<_>>());
}
