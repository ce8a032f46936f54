//! Connections: lazy, used again, and made anew when the receiver has gone and come back.

use std::net::TcpListener;

use tokio::runtime::Builder;
use traced_otlp::Exporter;
use traced_runtime::export::{ExportError, Exporter as _};

use super::{answers::grpc, server::Server};
use crate::{
    http::{retried, send},
    tap::with_spans,
};

/// Sends a span, and gives the exporter back.
fn export(mut exporter: Exporter) -> (Exporter, Result<(), ExportError>) {
    with_spans(1, move |batch| {
        let result = exporter.export(batch);
        (exporter, result)
    })
}

#[test]
fn a_connection_is_used_again() {
    let server = Server::start([]);
    let mut exporter = grpc(server.url()).build().unwrap();
    for _ in 0..3 {
        let (same, result) = export(exporter);
        result.unwrap();
        exporter = same;
    }
    let calls = server.calls();
    assert_eq!(calls.len(), 3);
    assert!(calls.iter().all(|call| call.peer == calls[0].peer));
}

#[test]
fn nobody_there_is_tried_again() {
    // The port was free a moment ago, and ports are not handed out again at once.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (after, message) = retried(send(grpc(format!("http://{free}")), 1));
    assert_eq!(after, None);
    assert!(message.contains("refused"), "{message}");
}

#[test]
fn a_receiver_that_comes_back_is_found_again() {
    let server = Server::start([]);
    let address = server.address;
    let (exporter, first) = export(grpc(server.url()).build().unwrap());
    first.unwrap();
    drop(server);
    let (exporter, away) = export(exporter);
    retried(away);
    let server = Server::start_at(address, [], None);
    let (exporter, back) = export(exporter);
    back.unwrap();
    assert_eq!(server.calls().len(), 1);
    // It goes and comes between two batches, which nobody has to know.
    drop(server);
    let server = Server::start_at(address, [], None);
    let (_, again) = export(exporter);
    again.unwrap();
    assert_eq!(server.calls().len(), 1);
}

/// Waiting inside a runtime is something that tokio answers with a panic.
#[test]
fn an_application_inside_tokio_may_call_and_drop_it() {
    let server = Server::start([]);
    for builder in [Builder::new_current_thread, Builder::new_multi_thread] {
        let mut exporter = grpc(server.url()).build().unwrap();
        with_spans(1, move |batch| {
            builder().build().unwrap().block_on(async {
                exporter.export(batch).unwrap();
                exporter.export(batch).unwrap();
                drop(exporter);
            });
        });
    }
    assert_eq!(server.calls().len(), 4);
}
