//! Datagrams as a socket receives them, and what is known of those that nobody does.

use std::{net::UdpSocket, time::Duration};

use serde_json::Value as Json;
use traced_runtime::export::{ExportError, Exporter as _};
use traced_xray::{Builder, Exporter};

use crate::{rules, tap::with_spans};

/// A daemon, and a builder for it.
pub fn daemon() -> (UdpSocket, Builder) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    // A test that waits for more than is sent fails, it does not hang.
    socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let builder = Exporter::builder().daemon(socket.local_addr().unwrap().to_string());
    (socket, builder)
}

/// The next datagram's length and document.
#[track_caller]
pub fn received(socket: &UdpSocket) -> (usize, Json) {
    let mut bytes = vec![0; 1 << 16];
    let len = socket.recv(&mut bytes).unwrap();
    (len, rules::checked(&bytes[..len]))
}

#[test]
fn every_span_is_a_datagram() {
    let (socket, builder) = daemon();
    let mut exporter = builder.build().unwrap();
    with_spans(50, move |batch| exporter.export(batch)).unwrap();
    let mut numbers: Vec<_> = (0..50).map(|_| received(&socket).1["annotations"]["n"].as_u64().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..50).collect::<Vec<_>>());
}

#[test]
fn a_daemon_by_name_and_over_ipv6() {
    for (host, address) in [("localhost", "localhost"), ("::1", "[::1]")] {
        let Ok(socket) = UdpSocket::bind((host, 0)) else { continue };
        socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let port = socket.local_addr().unwrap().port();
        let mut exporter = Exporter::builder().daemon(format!("udp:{address}:{port}")).build().unwrap();
        with_spans(3, move |batch| exporter.export(batch)).unwrap();
        let documents: Vec<_> = (0..3).map(|_| received(&socket).1).collect();
        assert!(documents.iter().all(|found| found["trace_id"] == documents[0]["trace_id"]));
    }
}

#[track_caller]
fn retried(builder: &Builder) -> String {
    let mut exporter = builder.clone().build().unwrap();
    match with_spans(3, move |batch| exporter.export(batch)) {
        Err(ExportError::Retry { after: None, message }) => message.into_owned(),
        other => panic!("not to be retried: {other:?}"),
    }
}

/// Linux tells a socket of a refusal on the same machine before the call has returned.
#[cfg(target_os = "linux")]
#[test]
fn a_daemon_that_does_not_listen_is_tried_again() {
    let (socket, builder) = daemon();
    let port = socket.local_addr().unwrap().port();
    drop(socket);
    let message = retried(&builder);
    assert!(message.starts_with(&format!("daemon 127.0.0.1 port {port}: Connection refused")), "{message}");
}

#[test]
fn a_host_that_is_not_known_is_tried_again() {
    // RFC 6761: no name below `invalid` exists.
    let message = retried(&Exporter::builder().daemon("daemon.invalid:2000"));
    assert!(message.starts_with("daemon daemon.invalid port 2000: "), "{message}");
}

#[test]
fn a_daemon_that_comes_back_is_sent_what_waited() {
    let (socket, builder) = daemon();
    let address = socket.local_addr().unwrap();
    let mut exporter = builder.build().unwrap();
    drop(socket);
    let socket = with_spans(3, move |batch| {
        let first = exporter.export(batch);
        assert!(!cfg!(target_os = "linux") || matches!(first, Err(ExportError::Retry { .. })), "{first:?}");
        let socket = UdpSocket::bind(address).unwrap();
        exporter.export(batch).unwrap();
        socket
    });
    socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    // The first had not been sent, as far as is known; of the others none is there twice.
    let mut numbers: Vec<_> = (0..3).map(|_| received(&socket).1["annotations"]["n"].as_u64().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 1, 2]);
}

#[test]
fn mistakes_of_the_program_are_told() {
    let mistake = |builder: Builder| builder.build().unwrap_err().to_string();
    let text = mistake(Exporter::builder().daemon("http://daemon:2000"));
    assert!(text.starts_with("daemon: found \"http://daemon:2000\", accepted is an address such as"), "{text}");
    let text = mistake(Exporter::builder().max_packet_bytes(70_000).daemon("?"));
    assert_eq!(text, "max_packet_bytes: found 70000, accepted is from 2048 to 65507 bytes");
}

#[test]
fn an_exporter_shows_where_it_sends_to() {
    let exporter = Exporter::builder().daemon("daemon.example:2001").build().unwrap();
    let shown = format!("{exporter:?}");
    assert!(shown.contains("daemon.example") && shown.contains("2001"), "{shown}");
}
