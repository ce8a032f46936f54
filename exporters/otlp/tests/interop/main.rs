//! What a receiver that is not ours decodes is what was recorded, field by field. `run` in this folder installs the receiver.

#[path = "../it/calls.rs"]
mod calls;
mod expected;
mod program;
mod receiver;

use std::time::Duration;

use traced_otlp::{Compression, Exporter, Protocol};
use traced_runtime::export::Memory;

use receiver::Receiver;

#[test]
#[ignore = "needs node and a package of npm: `tests/interop/run` gets them"]
fn all_that_was_recorded_arrives() {
    let mut receiver = Receiver::start();
    let plain = Exporter::builder().endpoint(receiver.url()).build().unwrap();
    // In many requests, so that these are put together right too.
    let packed = Exporter::builder().endpoint(receiver.url()).compression(Compression::Gzip).max_request_bytes(1000);
    let json = Exporter::builder().endpoint(receiver.url()).protocol(Protocol::HttpJson).build().unwrap();
    let memory = Memory::new();
    let tracing = traced_runtime::builder()
        .service("shop")
        .resource("service.version", "1.4.2")
        .exporter(memory.clone())
        .exporter(plain)
        .exporter(packed.build().unwrap())
        .exporter(json)
        .install()
        .unwrap();
    program::run();
    tracing.flush(Duration::from_secs(20)).unwrap();

    let recorded = memory.spans();
    assert!(recorded.len() > 60, "{}", recorded.len());
    let mut arrived = receiver.take(3 * recorded.len());
    for span in &recorded {
        let expected = expected::span(span);
        for exporter in ["plain", "packed", "json"] {
            let at = arrived.iter().position(|record| record["span"]["spanId"] == expected["spanId"]);
            let record = arrived.swap_remove(at.unwrap_or_else(|| panic!("{exporter}: {} has not arrived", span.name)));
            assert_eq!(record["span"], expected, "{exporter}: {span:#?}");
            assert_eq!(record["scope"], expected::scope());
            expected::check_resource(&record["resource"]);
        }
    }
}
