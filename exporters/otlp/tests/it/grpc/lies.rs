//! What no receiver should say, and what stands between: nothing of it is believed more than it has to be.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    thread,
    time::Duration,
};

use traced_otlp::{Compression, Encoder};
use traced_runtime::export::{ExportError, Exporter as _};

use super::{
    answers::grpc,
    liar::{End, Liar, Lie},
};
use crate::{
    answers::partial,
    http::{gunzip, rejected, retried, send},
    tap::with_spans,
};

fn export(lie: Lie) -> Result<(), ExportError> {
    let liar = Liar::start([Some(lie)]);
    send(grpc(&liar.url), 3)
}

const OK: &[(&str, &str)] = &[("grpc-status", "0")];

/// "Requests" of gRPC's specification.
#[test]
fn a_request_is_as_grpc_has_it() {
    for compression in [Compression::None, Compression::Gzip] {
        let liar = Liar::start([Some(Lie::new(b"\0\0\0\0\0", OK))]);
        let mut exporter = grpc(&liar.url).compression(compression).build().unwrap();
        let encoded = with_spans(30, move |batch| {
            exporter.export(batch).unwrap();
            Encoder::new().encode(batch).to_vec()
        });
        let [seen] = &liar.seen()[..] else { panic!("one request") };
        let uri = seen.head.uri.to_string();
        assert_eq!(uri, format!("{}/opentelemetry.proto.collector.trace.v1.TraceService/Export", liar.url));
        assert_eq!(seen.head.method, "POST");
        for (name, value) in [("te", "trailers"), ("content-type", "application/grpc"), ("grpc-timeout", "10000000u")] {
            assert_eq!(seen.head.headers[name], value);
        }
        let (head, message) = seen.body.split_at(5);
        assert_eq!(u32::from_be_bytes(head[1..].try_into().unwrap()) as usize, message.len());
        let is_packed = compression == Compression::Gzip;
        assert_eq!(head[0], u8::from(is_packed));
        let message = if is_packed { gunzip(message) } else { message.to_vec() };
        assert_eq!(message, encoded);
        assert!(!is_packed || seen.body.len() * 3 < encoded.len());
    }
}

#[test]
fn a_success_with_a_strange_body_is_a_success() {
    for body in [
        &b""[..],
        b"<html>fine</html>",
        b"\0\0\0\0\x03\xff\xff\xff",
        b"\0\0\0\0\x02\x0a\x7f",
        b"\0\xff\xff\xff\xff",
        b"\x01\0\0\0\x03abc",
        b"\0\0\0\0\0\0\0\0\0\0",
    ] {
        export(Lie::new(body, OK)).unwrap();
    }
    export(Lie::bare(200, OK)).unwrap();
    let one = b"\0\0\0\0\x04\x0a\x02\x08\x01";
    assert_eq!(partial(export(Lie::new(one, OK))), (1, String::new()));
}

#[test]
fn an_answer_without_a_status_is_a_refusal() {
    let text = "gRPC 2 UNKNOWN: an answer without a status";
    assert_eq!(rejected(export(Lie { end: End::Plain, ..Lie::new(b"\0\0\0\0\0", &[]) })), text);
    assert_eq!(rejected(export(Lie::new(b"\0\0\0\0\0", &[("x", "y")]))), text);
    assert_eq!(rejected(export(Lie::bare(200, &[("content-type", "text/html")]))), text);
}

#[test]
fn a_proxys_answer_is_understood() {
    let text =
        |status| Lie { status, headers: &[("content-type", "text/html")], body: b"<html>".to_vec(), end: End::Plain };
    assert_eq!(retried(export(text(503))), (None, "gRPC 14 UNAVAILABLE: HTTP 503 Service Unavailable".to_owned()));
    assert_eq!(retried(export(text(429))).1, "gRPC 14 UNAVAILABLE: HTTP 429 Too Many Requests");
    assert_eq!(rejected(export(text(404))), "gRPC 12 UNIMPLEMENTED: HTTP 404 Not Found");
    assert_eq!(rejected(export(text(307))), "gRPC 2 UNKNOWN: HTTP 307 Temporary Redirect");
}

#[test]
fn details_that_are_none_harm_nobody() {
    for details in ["!!!", "A", "/////w"] {
        let trailers: &'static [_] = vec![("grpc-status", "14"), ("grpc-status-details-bin", details)].leak();
        assert_eq!(retried(export(Lie::bare(200, trailers))), (None, "gRPC 14 UNAVAILABLE".to_owned()));
        assert_eq!(retried(export(Lie::new(b"", trailers))), (None, "gRPC 14 UNAVAILABLE".to_owned()));
    }
}

#[test]
fn an_endless_answer_is_not_read_to_its_end() {
    let lie = Lie { end: End::Never, ..Lie::new(b"", &[]) };
    assert_eq!(rejected(export(lie)), "gRPC 13 INTERNAL: an answer of more than 64 KiB");
}

#[test]
fn an_answer_that_breaks_off_is_tried_again() {
    let (_, message) = retried(export(Lie { end: End::Reset, ..Lie::new(b"\0\0\0\0\0", &[]) }));
    assert!(message.contains("stream error") && message.len() < 200, "{message}");
}

#[test]
fn silence_ends_at_the_limit() {
    let limit = Duration::from_millis(50);
    for lie in [None, Some(Lie { end: End::Stall, ..Lie::new(b"\0\0\0\0\0", &[]) })] {
        let liar = Liar::start([lie]);
        let (_, message) = retried(send(grpc(&liar.url).timeout(limit), 1));
        assert_eq!(message, "no answer within 50ms");
    }
    // It is connected to, and that is all.
    let deaf = TcpListener::bind("127.0.0.1:0").unwrap();
    for scheme in ["http", "https"] {
        let address = format!("{scheme}://{}", deaf.local_addr().unwrap());
        let (_, message) = retried(send(grpc(address).timeout(limit), 1));
        assert_eq!(message, "no answer within 50ms");
    }
}

#[test]
fn who_was_silent_is_connected_to_anew() {
    let liar = Liar::start([None, Some(Lie::new(b"", OK))]);
    let mut exporter = grpc(&liar.url).timeout(Duration::from_secs(1)).build().unwrap();
    let results = with_spans(1, move |batch| [exporter.export(batch), exporter.export(batch)]);
    assert!(matches!(&results[0], Err(ExportError::Retry { .. })), "{results:?}");
    assert_eq!(results[1], Ok(()));
    let connections: Vec<_> = liar.seen().iter().map(|seen| seen.connection).collect();
    assert_eq!(connections, [0, 1]);
}

/// Says these bytes to one client, once it has said all, and closes.
fn raw(bytes: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        read_request(&mut stream);
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(Shutdown::Write);
        // What is closed before all has been read may lose what has been said.
        let _ = stream.read_to_end(&mut Vec::new());
    });
    url
}

/// The preface, then frames (RFC 9113 §4.1) up to one of data that ends its stream.
fn read_request(stream: &mut TcpStream) {
    stream.read_exact(&mut [0; 24]).unwrap();
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).unwrap();
        let [a, b, c, kind, flags, ..] = head;
        stream.read_exact(&mut vec![0; u32::from_be_bytes([0, a, b, c]) as usize]).unwrap();
        if kind == 0 && flags & 1 == 1 {
            return;
        }
    }
}

#[test]
fn what_is_not_http_2_is_tried_again() {
    for bytes in [&b""[..], b"SSH-2.0-OpenSSH_9.2\r\n", &vec![0xff; 100_000]] {
        let (after, message) = retried(send(grpc(raw(bytes.to_vec())), 1));
        assert_eq!(after, None);
        assert!(!message.is_empty() && message.len() < 300, "{message}");
    }
    let http_1 = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    let (_, message) = retried(send(grpc(raw(http_1.to_vec())), 1));
    assert!(message.ends_with("(is this a port of gRPC?)"), "{message}");
}
