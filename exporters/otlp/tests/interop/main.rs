//! What a receiver that is not ours decodes is what was recorded, field by field. `run` in this folder installs the receiver.

mod expected;

use std::{collections::BTreeMap, time::Duration};

use serde_json::Value;
use traced_exporter_tests::{foreign::Foreign, program};
use traced_otlp::{Builder, Compression, Exporter, Protocol};
use traced_runtime::export::Memory;

#[test]
#[ignore = "needs node and a package of npm: `tests/interop/run` gets them"]
fn all_that_was_recorded_arrives() {
    let mut receiver = Foreign::start("node", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/receiver.mjs"));
    let urls = receiver.line();
    let at = |transport: &str| Exporter::builder().endpoint(urls[transport].as_str().expect("it takes that"));
    let (http, grpc) = (|| at("http"), || at("grpc").protocol(Protocol::Grpc));
    // In many requests, so that these are put together right too.
    let packed = |builder: Builder| builder.compression(Compression::Gzip).max_request_bytes(1000);
    let exporters = [
        ("protobuf", http()),
        ("protobuf", packed(http())),
        ("json", http().protocol(Protocol::HttpJson)),
        ("grpc", grpc()),
        ("grpc", packed(grpc())),
    ];
    let ways: Vec<_> = exporters.iter().map(|(way, _)| *way).collect();
    let memory = Memory::new();
    let builder = traced_runtime::builder().service("shop").resource("service.version", "1.4.2");
    let builder = exporters
        .into_iter()
        .fold(builder.exporter(memory.clone()), |builder, (_, exporter)| builder.exporter(exporter.build().unwrap()));
    let tracing = builder.install().unwrap();
    program::run();
    tracing.flush(Duration::from_secs(20)).unwrap();
    assert_eq!(tracing.export_errors(), []);

    let recorded = memory.spans();
    assert!(recorded.len() > 180, "{}", recorded.len());
    let mut arrived: Vec<_> = (0..ways.len() * recorded.len()).map(|_| receiver.line()).collect();
    let mut compared = BTreeMap::<_, (usize, usize)>::new();
    for span in &recorded {
        let expected = expected::span(span);
        for way in &ways {
            let is_it = |record: &Value| record["how"] == *way && record["span"]["spanId"] == expected["spanId"];
            let at = arrived.iter().position(is_it);
            let record = arrived.swap_remove(at.unwrap_or_else(|| panic!("{way}: {} has not arrived", span.name)));
            assert_eq!(record["span"], expected, "{way}: {span:#?}");
            assert_eq!(record["scope"], expected::scope());
            let (spans, fields) = compared.entry(way).or_default();
            *spans += 1;
            *fields += expected::fields(&expected) + expected::fields(&expected::scope());
            *fields += expected::check_resource(&record["resource"]);
        }
    }
    for (way, (spans, fields)) in compared {
        println!("{way}: {fields} fields of {spans} spans are as they were recorded");
    }
}
