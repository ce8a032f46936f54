//! What is known of datagrams that nobody receives, and which host they go to; what is each exporter's own is in `udp`.

use std::{net::UdpSocket, time::Duration};

use traced_exporter_tests::{
    process::{is_child, run},
    udp::{listening, patient, port},
};
use traced_runtime::{
    Span,
    export::{ExportError, Exporter as _},
};

use crate::{
    tap::with_spans,
    udp::{Builder, PEER, numbers, to},
};

/// The numbers of three spans.
#[track_caller]
fn three(socket: &UdpSocket) {
    let mut numbers = numbers(socket, 3);
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 1, 2]);
}

#[test]
fn a_peer_by_name_and_over_ipv6() {
    for host in ["localhost", "::1"] {
        let Ok(socket) = UdpSocket::bind((host, 0)).map(patient) else { continue };
        let mut exporter = to(host, port(&socket)).build().unwrap();
        with_spans(3, move |batch| exporter.export(batch)).unwrap();
        three(&socket);
    }
}

#[track_caller]
fn retried(builder: Builder) -> String {
    let mut exporter = builder.build().unwrap();
    match with_spans(3, move |batch| exporter.export(batch)) {
        Err(ExportError::Retry { after: None, message }) => message.into_owned(),
        other => panic!("not to be retried: {other:?}"),
    }
}

/// Linux tells a socket of a refusal on the same machine before the call has returned.
#[cfg(target_os = "linux")]
#[test]
fn a_peer_that_does_not_listen_is_tried_again() {
    let port = port(&listening());
    let message = retried(to("127.0.0.1", port));
    assert!(message.starts_with(&format!("{PEER} 127.0.0.1 port {port}: Connection refused")), "{message}");
}

#[test]
fn a_host_that_is_not_known_is_tried_again() {
    // RFC 6761: no name below `invalid` exists.
    let message = retried(to("peer.invalid", 6831));
    assert!(message.starts_with(&format!("{PEER} peer.invalid port 6831: ")), "{message}");
}

#[test]
fn a_peer_that_comes_back_is_sent_what_waited() {
    let socket = listening();
    let address = socket.local_addr().unwrap();
    let mut exporter = to("127.0.0.1", address.port()).build().unwrap();
    drop(socket);
    let socket = with_spans(3, move |batch| {
        let first = exporter.export(batch);
        assert!(!cfg!(target_os = "linux") || matches!(first, Err(ExportError::Retry { .. })), "{first:?}");
        let socket = UdpSocket::bind(address).unwrap();
        exporter.export(batch).unwrap();
        socket
    });
    // The first had not been sent, as far as is known; of the others none is there twice.
    three(&patient(socket));
}

#[test]
#[ignore = "a child of the other"]
fn refused() {
    if is_child() {
        // A flush, and nothing else, makes a batch.
        let never = Duration::from_secs(3600);
        let socket = listening();
        let exporter = to("127.0.0.1", port(&socket)).max_packet_bytes(2048).build().unwrap();
        let tracing = traced_runtime::builder().flush_interval(never).exporter(exporter).install().unwrap();
        // Past the collector's first look, which would part what is made meanwhile.
        tracing.flush(Duration::from_secs(20)).unwrap();
        (0..500).for_each(|_| Span::builder("load").start().finish());
        tracing.flush(Duration::from_secs(20)).unwrap();
        drop(socket);
        (0..500).for_each(|_| Span::builder("load").start().finish());
        tracing.flush(Duration::from_millis(100)).unwrap_err();
        tracing.shutdown(Duration::from_millis(200)).unwrap_err();
        let stats = traced_runtime::stats();
        assert_eq!((stats.created, stats.exported, stats.dropped.total()), (1000, 500, 500), "{stats:?}");
    }
}

#[test]
fn what_was_created_is_exported_or_dropped_when_the_peer_goes_away() {
    if cfg!(target_os = "linux") {
        run("datagrams::refused", &[]).unwrap_or_else(|said| panic!("{said}"));
    }
}
