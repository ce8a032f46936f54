//! Every way that a receiver, or what stands before it, can answer, where all exporters understand it alike; what is each one's own is in
//! `ours`.

use std::{io::Read as _, net::TcpListener, time::Duration};

use traced_runtime::export::{ExportError, Exporter as _};

use crate::{
    ours::{self, Builder, Compression, Exporter},
    server::{Request, Server, Step, answer, ok, status},
    tap::with_spans,
};

/// Sends a batch of `count` spans once.
pub fn send(builder: Builder, count: u64) -> Result<(), ExportError> {
    let mut exporter = builder.build().unwrap();
    with_spans(count, move |batch| exporter.export(batch))
}

/// Sends a small batch to a server that does `step`.
pub fn export(step: Step) -> Result<(), ExportError> {
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

pub fn arrived(requests: &[Request]) -> Vec<u64> {
    requests.iter().flat_map(|request| ours::numbers(&request.body)).collect()
}

#[test]
fn spans_arrive() {
    let server = Server::start([Step::Answer(answer("202 Accepted", "", b""))]);
    send(Exporter::builder().endpoint(&server.url).header("Api-Key", "s3cret"), 3).unwrap();
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(request.line, format!("POST /{} HTTP/1.1", ours::TARGET));
    assert_eq!(request.headers["content-type"], ours::CONTENT_TYPE);
    assert_eq!(request.headers["api-key"], "s3cret");
    assert!(request.headers["user-agent"].starts_with(ours::USER_AGENT));
    assert!(!request.headers.contains_key("content-encoding"));
    assert_eq!(ours::numbers(&request.body), [0, 1, 2]);
}

#[test]
fn a_path_of_ones_own_is_kept() {
    let server = Server::start([ok()]);
    send(Exporter::builder().endpoint(format!("{}/in", server.url)), 1).unwrap();
    assert_eq!(server.requests()[0].line, "POST /in HTTP/1.1");
}

pub fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}

#[test]
fn bodies_are_compressed_when_asked_to() {
    let server = Server::start([ok()]);
    send(Exporter::builder().endpoint(&server.url).compression(Compression::Gzip), 100).unwrap();
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(request.headers["content-encoding"], "gzip");
    let body = gunzip(&request.body);
    assert_eq!(ours::numbers(&body).len(), 100);
    assert!(request.body.len() * 3 < body.len(), "{} of {}", request.body.len(), body.len());
}

#[test]
fn overload_and_trouble_pass() {
    for code in ["429 Too Many Requests", "502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"] {
        assert_eq!(retried(export(status(code))), (None, format!("HTTP {code}")));
    }
    for code in ["500 Internal Server Error", "599 Something Else"] {
        let result = export(status(code));
        let message = if ours::SERVER_ERRORS_PASS { retried(result).1 } else { rejected(result) };
        assert!(message.starts_with(&format!("HTTP {}", &code[..3])), "{message}");
    }
}

#[test]
fn a_receiver_says_when_to_come_back() {
    for code in ["429 Too Many Requests", "503 Service Unavailable"] {
        let headers = "Content-Type: text/plain\r\nRetry-After: 7\r\n";
        let (after, message) = retried(export(Step::Answer(answer(code, headers, b"queue\n full"))));
        assert_eq!((after, message), (Some(Duration::from_secs(7)), format!("HTTP {code}: queue full")));
    }
}

#[test]
fn other_refusals_are_final() {
    for code in
        ["301 Moved Permanently", "400 Bad Request", "401 Unauthorized", "404 Not Found", "413 Payload Too Large"]
    {
        let step = Step::Answer(answer(code, "Content-Type: text/plain\r\n", b"no such\n tenant"));
        assert_eq!(rejected(export(step)), format!("HTTP {code}: no such tenant"));
    }
}

#[test]
fn a_success_with_a_strange_body_is_a_success() {
    let head = b"HTTP/1.1 202 Accepted\r\nContent-Type: text/plain\r\n\r\n".to_vec();
    export(Step::Answer(answer("202 Accepted", "Content-Type: text/html\r\n", b"<html>fine</html>"))).unwrap();
    export(Step::AnswerForEver(head.clone())).unwrap();
    export(Step::AnswerAndClose(head)).unwrap();
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
fn a_large_batch_is_sent_in_parts_and_no_span_twice() {
    const LIMIT: usize = 3000;
    let refused = || status("503 Service Unavailable");
    let server = Server::start([ok(), ok(), refused(), refused()].into_iter().chain((0..100).map(|_| ok())));
    let mut exporter = Exporter::builder().endpoint(&server.url).max_request_bytes(LIMIT).build().unwrap();
    let (tries, whole) = with_spans(100, move |batch| {
        let tries = (1..10).find(|_| !matches!(exporter.export(batch), Err(ExportError::Retry { .. })));
        (tries, ours::encoded(*batch))
    });
    assert_eq!(tries, Some(3));
    let mut requests = server.requests();
    assert!(requests.iter().all(|request| request.body.len() <= LIMIT));
    requests.drain(2..4);
    assert!(requests.len() > whole / LIMIT, "{} requests for {whole} bytes", requests.len());
    assert_eq!(arrived(&requests), (0..100).collect::<Vec<_>>());
}

#[test]
fn messages_hold_no_secrets() {
    let server = Server::start([status("401 Unauthorized")]);
    let address = server.url.replace("http://", "http://user:hunter2@");
    let builder = Exporter::builder().endpoint(&address).header("authorization", "hunter2");
    assert!(!format!("{builder:?}").contains("hunter2"));
    assert!(!format!("{:?}", builder.clone().build().unwrap()).contains("hunter2"));
    assert!(!rejected(send(builder, 1)).contains("hunter2"));
    drop(server);
    // A refused connection is described by the client, which knows the address.
    assert!(!retried(send(Exporter::builder().endpoint("http://user:hunter2@127.0.0.1:1"), 1)).1.contains("hunter2"));
    let mistake = Exporter::builder().endpoint("ftp://user:hunter2@z").build().unwrap_err().to_string();
    assert!(mistake.contains("\"ftp://z\"") && !mistake.contains("hunter2"), "{mistake}");
}
