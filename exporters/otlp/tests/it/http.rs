//! Every way that a receiver can answer.

use std::{
    net::TcpListener,
    time::{Duration, SystemTime},
};

use prost::Message as _;
use traced_otlp::{Builder, Compression, Exporter};
use traced_runtime::export::{ExportError, Exporter as _};

use crate::{
    decode::{self, numbers, spans},
    server::{Server, Step, answer, ok, status},
    tap::with_spans,
};

/// Sends a batch of `count` spans once.
pub fn send(builder: Builder, count: u64) -> Result<(), ExportError> {
    let mut exporter = builder.build().unwrap();
    with_spans(count, move |batch| exporter.export(batch))
}

/// Sends a small batch to a server that does `step`.
fn export(step: Step) -> Result<(), ExportError> {
    let server = Server::start([step]);
    send(Exporter::builder().endpoint(&server.url), 3)
}

#[track_caller]
pub fn retried(result: Result<(), ExportError>) -> (Option<Duration>, String) {
    match result {
        Err(ExportError::Retry { after, message, .. }) => (after, message.into_owned()),
        other => panic!("not to be retried: {other:?}"),
    }
}

#[track_caller]
pub fn rejected(result: Result<(), ExportError>) -> String {
    match result {
        Err(ExportError::Reject { message, .. }) => message.into_owned(),
        other => panic!("not rejected: {other:?}"),
    }
}

#[track_caller]
pub fn partial(result: Result<(), ExportError>) -> (u64, String) {
    match result {
        Err(ExportError::Partial { rejected, message, .. }) => (rejected, message.into_owned()),
        other => panic!("not in part: {other:?}"),
    }
}

#[test]
fn spans_arrive() {
    let server = Server::start([ok()]);
    send(Exporter::builder().endpoint(&server.url).header("Api-Key", "s3cret"), 3).unwrap();
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(request.line, "POST /v1/traces HTTP/1.1");
    assert_eq!(request.headers["content-type"], "application/x-protobuf");
    assert_eq!(request.headers["api-key"], "s3cret");
    assert!(request.headers["user-agent"].starts_with("traced-otlp/"));
    assert!(!request.headers.contains_key("content-encoding"));
    assert_eq!(numbers(&request.body), [0, 1, 2]);
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
fn bodies_are_compressed_when_asked_to() {
    let server = Server::start([ok()]);
    send(Exporter::builder().endpoint(&server.url).compression(Compression::Gzip), 100).unwrap();
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(request.headers["content-encoding"], "gzip");
    let body = decode::gunzip(&request.body);
    assert_eq!(spans(&body).len(), 100);
    assert!(request.body.len() * 3 < body.len(), "{} of {}", request.body.len(), body.len());
}

#[test]
fn overload_is_tried_again() {
    for code in ["429 Too Many Requests", "502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"] {
        assert_eq!(retried(export(status(code))), (None, format!("HTTP {code}")));
    }
}

#[test]
fn a_receiver_says_when_to_come_back() {
    let step =
        |value: &str| Step::Answer(answer("503 Service Unavailable", &format!("Retry-After: {value}\r\n"), b"busy"));
    let (after, message) = retried(export(step("7")));
    assert_eq!(after, Some(Duration::from_secs(7)));
    assert_eq!(message, "HTTP 503 Service Unavailable");

    let moment = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3600));
    let (after, _) = retried(export(step(&moment)));
    assert!((3500..=3600).contains(&after.unwrap().as_secs()), "{after:?}");

    assert_eq!(retried(export(step("later"))).0, None);
}

#[test]
fn other_refusals_are_final() {
    let text = |status: &str| Step::Answer(answer(status, "Content-Type: text/plain\r\n", b"no such\n tenant"));
    for code in
        ["400 Bad Request", "401 Unauthorized", "404 Not Found", "413 Payload Too Large", "500 Internal Server Error"]
    {
        assert_eq!(rejected(export(text(code))), format!("HTTP {code}: no such tenant"));
    }
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
fn a_success_with_a_strange_body_is_a_success() {
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
fn what_is_not_http_is_tried_again() {
    retried(export(Step::AnswerAndClose(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec())));
    retried(export(Step::AnswerAndClose(vec![0xff; 100_000])));
}

#[test]
fn a_closed_connection_is_tried_again() {
    retried(export(Step::AnswerAndClose(vec![])));
    retried(export(Step::AnswerAndClose(b"HTTP/1.1 20".to_vec())));
}

#[test]
fn nobody_there_is_tried_again() {
    // The port was free a moment ago, and ports are not handed out again at once.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    retried(send(Exporter::builder().endpoint(format!("http://{free}")), 1));
}

#[test]
fn a_peer_that_is_too_slow_is_tried_again() {
    let limit = Duration::from_millis(50);
    for bytes in [&b""[..], b"HTTP/1.1 200 OK\r\n"] {
        let server = Server::start([Step::AnswerAndStall(bytes.to_vec())]);
        let (_, message) = retried(send(Exporter::builder().endpoint(&server.url).timeout(limit), 1));
        assert_eq!(message, "no answer within 50ms");
    }
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

#[test]
fn messages_hold_no_secrets() {
    let server = Server::start([status("401 Unauthorized")]);
    let address = server.url.replace("http://", "http://user:hunter2@");
    let builder = Exporter::builder().endpoint(&address).header("authorization", "hunter2");
    assert!(!format!("{builder:?}").contains("hunter2"));
    let exporter = builder.clone().build().unwrap();
    assert!(!format!("{exporter:?}").contains("hunter2"));
    assert!(!rejected(send(builder, 1)).contains("hunter2"));
    drop(server);
    // A refused connection is described by the client, which knows the address.
    assert!(!retried(send(Exporter::builder().endpoint("http://user:hunter2@127.0.0.1:1"), 1)).1.contains("hunter2"));
}
