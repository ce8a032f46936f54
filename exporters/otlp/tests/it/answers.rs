//! What OTLP's answers mean, and what the client does that all exporters over HTTP have.

use std::time::{Duration, SystemTime};

use prost::Message as _;
use traced_otlp::Exporter;
use traced_runtime::export::{ExportError, Exporter as _};

use crate::{
    http::{export, rejected, retried, send},
    server::{Server, Step, answer, ok},
    tap::with_spans,
};

#[track_caller]
pub fn partial(result: Result<(), ExportError>) -> (u64, String) {
    match result {
        Err(ExportError::Partial { rejected, message, .. }) => (rejected, message.into_owned()),
        other => panic!("not in part: {other:?}"),
    }
}

#[test]
fn a_connection_is_used_again() {
    let server = Server::start([ok(), ok(), ok()]);
    let mut exporter = Exporter::builder().endpoint(&server.url).build().unwrap();
    for _ in 0..3 {
        exporter = with_spans(1, move |batch| {
            exporter.export(batch).unwrap();
            exporter
        });
    }
    let connections: Vec<_> = server.requests().iter().map(|request| request.connection).collect();
    assert_eq!(connections, [0, 0, 0]);
}

#[test]
fn a_connection_that_was_closed_meanwhile_is_not_used() {
    let server = Server::start([Step::AnswerAndClose(answer("200 OK", "", b"")), ok()]);
    let mut exporter = Exporter::builder().endpoint(&server.url).build().unwrap();
    let mut exporter = with_spans(1, move |batch| {
        exporter.export(batch).unwrap();
        exporter
    });
    server.wait_for_close();
    with_spans(1, move |batch| exporter.export(batch)).unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_receiver_names_the_moment_to_come_back() {
    let step =
        |value: &str| Step::Answer(answer("503 Service Unavailable", &format!("Retry-After: {value}\r\n"), b"busy"));
    let moment = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3600));
    // What the body is was not said, and it is no protobuf.
    let (after, message) = retried(export(step(&moment)));
    assert!((3500..=3600).contains(&after.unwrap().as_secs()), "{after:?}");
    assert_eq!(message, "HTTP 503 Service Unavailable");
    assert_eq!(retried(export(step("later"))).0, None);
}

#[test]
fn a_refusal_in_protobuf_is_understood() {
    let body = [&[0x08, 3, 0x12, 9][..], b"bad spans"].concat();
    let step = Step::Answer(answer("400 Bad Request", "Content-Type: application/x-protobuf\r\n", &body));
    assert_eq!(rejected(export(step)), "HTTP 400 Bad Request: bad spans");
}

#[test]
fn redirects_are_not_followed() {
    for code in ["301 Moved Permanently", "307 Temporary Redirect"] {
        let elsewhere = Server::start([ok()]);
        let location = format!("Location: {}/v1/traces\r\n", elsewhere.url);
        assert_eq!(rejected(export(Step::Answer(answer(code, &location, b"")))), format!("HTTP {code}"));
        assert!(elsewhere.requests().is_empty());
    }
}

#[test]
fn a_partial_success_is_counted() {
    use opentelemetry_proto::tonic::collector::trace::v1::{ExportTracePartialSuccess, ExportTraceServiceResponse};
    let step = |rejected_spans, error_message: &str| {
        let partial_success =
            Some(ExportTracePartialSuccess { rejected_spans, error_message: error_message.to_owned() });
        let body = ExportTraceServiceResponse { partial_success }.encode_to_vec();
        Step::Answer(answer("200 OK", "Content-Type: application/x-protobuf\r\n", &body))
    };
    assert_eq!(partial(export(step(2, "too old"))), (2, "too old".into()));
    assert_eq!(partial(export(step(0, "please batch"))), (0, "please batch".into()));
    assert_eq!(rejected(export(step(3, "not today"))), "not today");
    export(step(0, "")).unwrap();
}

#[test]
fn a_success_with_a_body_that_is_none_of_otlps_is_a_success() {
    for (kind, body) in [
        ("text/html", &b"<html>fine</html>"[..]),
        ("application/json", br#"{"partialSuccess":null}"#),
        ("application/x-protobuf", b"\xff\xff\xff"),
        ("application/x-protobuf", b"\x0a\x7f"),
    ] {
        export(Step::Answer(answer("200 OK", &format!("Content-Type: {kind}\r\n"), body))).unwrap();
    }
    // Nothing at all, not even how long it is.
    export(Step::AnswerAndClose(b"HTTP/1.1 200 OK\r\n\r\n".to_vec())).unwrap();
    // It breaks off.
    export(Step::AnswerAndClose(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec())).unwrap();
}

#[test]
fn an_endless_body_is_not_read_to_its_end() {
    let head = |status| format!("HTTP/1.1 {status}\r\nContent-Type: text/plain\r\n\r\n").into_bytes();
    export(Step::AnswerForEver(head("200 OK"))).unwrap();
    let message = rejected(export(Step::AnswerForEver(head("400 Bad Request"))));
    assert!(message.starts_with("HTTP 400 Bad Request: xxx") && message.len() < 300, "{message}");
}

#[test]
fn a_success_whose_body_is_too_slow_is_a_success() {
    let head = answer("200 OK", "Content-Type: application/x-protobuf\r\n", b"")
        .strip_suffix(b"0\r\n\r\n")
        .map(|head| [head, b"5\r\n\r\n"].concat())
        .unwrap();
    let server = Server::start([Step::AnswerAndStall(head)]);
    send(Exporter::builder().endpoint(&server.url).timeout(Duration::from_millis(50)), 1).unwrap();
}
