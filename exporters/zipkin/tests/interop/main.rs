//! What a real Zipkin gives back is what was recorded, field by field. `tests/interop/zipkin/run` gets and starts it.

#[path = "../it/plain.rs"]
mod plain;
mod shown;

use std::{collections::BTreeMap, env, time::Duration};

use serde_json::{Map, Value as Json};
use traced_exporter_tests::program;
use traced_runtime::export::Memory;
use traced_zipkin::{Compression, Exporter};

use shown::{as_shown, trace};

#[test]
#[ignore = "needs a Zipkin: `tests/interop/zipkin/run` gets and starts one"]
fn all_that_was_recorded_is_shown() {
    let url = env::var("ZIPKIN_URL").expect("`run` says where Zipkin is");
    // In many requests, so that these are put together right too.
    let builder = Exporter::builder().endpoint(&url).compression(Compression::Gzip).max_request_bytes(10_000);
    let memory = Memory::new();
    let tracing = traced_runtime::builder()
        .service("Interop Shop")
        .resource("service.version", "1.4.2")
        .exporter(memory.clone())
        .exporter(builder.build().unwrap())
        .install()
        .unwrap();
    program::run();
    tracing.flush(Duration::from_secs(20)).unwrap();
    assert_eq!(tracing.export_errors(), []);

    let resource = [("service.version", "1.4.2")];
    let mut traces = BTreeMap::<_, Vec<_>>::new();
    for span in memory.spans() {
        traces.entry(span.context.trace_id()).or_default().push(span);
    }
    assert!(traces.len() >= 2 + program::TRACES.len());
    let (mut spans, mut fields) = (0, 0);
    for (id, recorded) in traces {
        let mut found: BTreeMap<_, _> = trace(&url, &id.to_string(), recorded.len())
            .into_iter()
            .map(|span| (span["id"].as_str().unwrap().to_owned(), span))
            .collect();
        println!("trace {id}: {} spans", found.len());
        for span in &recorded {
            let expected = as_shown(plain::span(span, "Interop Shop", &resource));
            let mut shown = found.remove(&span.context.span_id().to_string()).expect("each id once");
            for (key, value) in &expected {
                assert_eq!(shown.remove(key).as_ref(), Some(value), "{key} of {span:#?}");
                println!("  {} {key}: {}", expected["id"], shortened(value));
                fields += value.as_object().map_or(1, Map::len);
            }
            assert!(shown.is_empty(), "Zipkin says more: {shown:?}");
            spans += 1;
        }
    }
    println!("{fields} fields of {spans} spans are as they were recorded");
}

fn shortened(value: &Json) -> String {
    let text = value.to_string();
    let shown: String = text.chars().take(100).collect();
    if shown.len() < text.len() { shown + ".." } else { shown }
}
