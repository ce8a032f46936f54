//! The spool before gRPC: what was recorded while the receiver was away is sent when it is back.

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use traced_runtime::export::Exporter as _;

use super::{answers::grpc, server::Server};
use crate::tap::with_spans;

#[test]
fn what_the_receiver_missed_is_sent_when_it_is_back() {
    let directory: PathBuf = [env!("CARGO_TARGET_TMPDIR"), "grpc-spool"].iter().collect();
    let _ = fs::remove_dir_all(&directory);
    let server = Server::start([]);
    let (url, address) = (server.url(), server.address);
    let mut exporter = grpc(url).spool(&directory).build().unwrap();
    let spool = exporter.spool().unwrap();
    drop(server);
    for count in [3, 2] {
        exporter = with_spans(count, move |batch| {
            exporter.export(batch).unwrap();
            exporter
        });
    }
    assert_eq!(spool.stats().waiting, 5);
    let server = Server::start_at(address, [], None);
    exporter.flush(Instant::now() + Duration::from_secs(20)).unwrap();
    let numbers: Vec<_> = server.calls().into_iter().map(|call| call.numbers).collect();
    assert_eq!(numbers, [vec![0, 1, 2], vec![0, 1]]);
    assert_eq!((spool.stats().sent, spool.stats().waiting), (5, 0));
}
