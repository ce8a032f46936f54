//! What a receiver of gRPC does not take goes to the spool, as over HTTP.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use traced_runtime::export::Exporter as _;

use super::{answers::grpc, server::Server};
use crate::tap::with_spans;

#[test]
fn a_receiver_that_comes_back_has_what_was_stored() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("spools").join("grpc");
    let _ = fs::remove_dir_all(&directory);
    // Nobody listens there any more.
    let address = Server::start([]).address;
    let mut exporter = grpc(format!("http://{address}")).spool(&directory).build().unwrap();
    let spool = exporter.spool().unwrap();
    for spans in 1..4 {
        exporter = with_spans(spans, move |batch| {
            exporter.export(batch).unwrap();
            exporter
        });
    }
    assert_eq!((spool.stats().stored, spool.stats().waiting), (6, 6));
    let server = Server::start_at(address, [], None);
    exporter.flush(Instant::now() + Duration::from_secs(60)).unwrap();
    let numbers: Vec<_> = server.calls().into_iter().map(|call| call.numbers).collect();
    assert_eq!(numbers, [vec![0], vec![0, 1], vec![0, 1, 2]]);
    assert_eq!((spool.stats().sent, spool.stats().waiting), (6, 0));
}
