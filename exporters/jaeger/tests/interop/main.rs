//! What code made of Jaeger's own IDL reads is what was recorded, field by field. `run` gets it.

#[path = "../it/plain.rs"]
mod plain;

use std::{collections::BTreeMap, env, time::Duration};

use serde_json::{Map, Value as Json};
use traced_exporter_tests::{foreign::Foreign, program};
use traced_jaeger::Exporter;
use traced_runtime::export::Memory;

#[test]
#[ignore = "needs jaeger-client: `tests/interop/run` gets it"]
fn all_that_was_recorded_is_read() {
    const LIMIT: usize = 9000;
    let python = env::var("JAEGER_PYTHON").expect("`run` says where python is");
    let mut receiver = Foreign::start(python, concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/receiver.py"));
    let ports = receiver.line();
    let agent = Exporter::builder().agent("127.0.0.1", u16::try_from(ports["udp"].as_u64().unwrap()).unwrap());
    // In many packets and requests, so that these are put together right too.
    let agent = agent.max_packet_bytes(LIMIT).build().unwrap();
    let collector =
        Exporter::builder().endpoint(format!("http://127.0.0.1:{}", ports["http"])).max_request_bytes(30_000);
    let memory = Memory::new();
    let tracing = traced_runtime::builder()
        .service("Interop Shop")
        .detect_resource(false)
        .resource("service.version", "1.4.2")
        .exporter(memory.clone())
        .exporter(agent)
        .exporter(collector.build().unwrap())
        .install()
        .unwrap();
    program::run();
    tracing.flush(Duration::from_secs(20)).unwrap();
    assert_eq!(tracing.export_errors(), []);

    let recorded = memory.spans();
    assert!(recorded.len() > 180);
    let mut found = BTreeMap::<_, Vec<_>>::new();
    let mut messages = BTreeMap::<_, usize>::new();
    while found.values().map(Vec::len).sum::<usize>() < 2 * recorded.len() {
        let mut line = receiver.line();
        let how = line["how"].as_str().unwrap().to_owned();
        assert!(how == "http" || line["bytes"].as_u64().unwrap() <= LIMIT as u64);
        *messages.entry(how.clone()).or_default() += 1;
        let mut batch = plain::sorted(line["batch"].take());
        let tags = [
            ("service.version", "1.4.2"),
            ("telemetry.sdk.name", "traced"),
            ("telemetry.sdk.language", "rust"),
            ("telemetry.sdk.version", env!("CARGO_PKG_VERSION")),
        ];
        let by_key = |tags: &mut Json| tags.as_array_mut().unwrap().sort_by_key(|tag| tag["key"].to_string());
        let mut process = plain::process("Interop Shop", &tags);
        by_key(&mut process["tags"]);
        by_key(&mut batch["process"]["tags"]);
        assert_eq!(batch["process"], process);
        found.entry(how).or_default().append(batch["spans"].as_array_mut().unwrap());
    }
    for (how, spans) in found {
        assert_eq!(spans.len(), recorded.len());
        let mut fields = 0;
        for (found, span) in spans.iter().zip(&recorded) {
            assert_eq!(*found, plain::span(span), "{how}: {span:#?}");
            fields += found.as_object().map_or(0, Map::len) + found["tags"].as_array().map_or(0, Vec::len);
        }
        println!(
            "{how}: {fields} fields of {} spans in {} messages are as they were recorded",
            spans.len(),
            messages[&how]
        );
    }
}
