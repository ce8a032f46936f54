//! Datagrams as a socket receives them.

use std::net::UdpSocket;

use serde_json::Value as Json;
use traced_exporter_tests::udp;
use traced_runtime::export::Exporter as _;
pub use traced_xray::Builder;
use traced_xray::Exporter;

use crate::{rules, tap::with_spans};

pub const PEER: &str = "daemon";

pub fn to(host: &str, port: u16) -> Builder {
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    Exporter::builder().daemon(format!("udp:{host}:{port}"))
}

/// A daemon, and a builder for it.
pub fn daemon() -> (UdpSocket, Builder) {
    let socket = udp::listening();
    let builder = Exporter::builder().daemon(socket.local_addr().unwrap().to_string());
    (socket, builder)
}

/// The next datagram's length and document.
#[track_caller]
pub fn received(socket: &UdpSocket) -> (usize, Json) {
    let bytes = udp::received(socket);
    (bytes.len(), rules::checked(&bytes))
}

/// The numbers that `tap::with_spans` gave so many spans.
#[track_caller]
pub fn numbers(socket: &UdpSocket, count: usize) -> Vec<u64> {
    (0..count).map(|_| received(socket).1["annotations"]["n"].as_u64().unwrap()).collect()
}

#[test]
fn every_span_is_a_datagram() {
    let (socket, builder) = daemon();
    let mut exporter = builder.build().unwrap();
    with_spans(50, move |batch| exporter.export(batch)).unwrap();
    let mut numbers = numbers(&socket, 50);
    numbers.sort_unstable();
    assert_eq!(numbers, (0..50).collect::<Vec<_>>());
}

#[test]
fn the_documents_of_a_trace_name_it() {
    let (socket, builder) = daemon();
    let mut exporter = builder.build().unwrap();
    with_spans(3, move |batch| exporter.export(batch)).unwrap();
    let documents: Vec<_> = (0..3).map(|_| received(&socket).1).collect();
    assert!(documents.iter().all(|found| found["trace_id"] == documents[0]["trace_id"]));
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
