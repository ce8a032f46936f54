//! What a real Jaeger gives back is what was recorded, field by field, whichever way it came in. `run` gets and starts it.

mod api;
#[path = "../../../exporters/otlp/tests/interop/expected.rs"]
mod expected;
#[path = "../../../exporters/jaeger/tests/it/plain.rs"]
#[expect(dead_code, reason = "what it says of whole batches Jaeger takes apart")]
mod plain;
#[path = "../../../exporters/jaeger/tests/it/program.rs"]
mod program;
mod shown;

use std::{collections::BTreeMap, env, time::Duration};

use serde_json::Value as Json;
use traced::{SpanData, Value, export::Memory};
use traced_otlp::{Compression, Protocol};

fn var(name: &str) -> String {
    env::var(name).unwrap_or_else(|error| panic!("`tests/interop/jaeger/run` sets {name}: {error}"))
}

/// The exporter of this way in; in many parts, so that these are put together right too. Datagrams are as large as they may be.
fn exporting(way: &str, builder: traced::Builder) -> traced::Builder {
    let otlp = |protocol, endpoint| {
        let exporter = traced_otlp::Exporter::builder().protocol(protocol).endpoint(var(endpoint));
        let compression = if way.ends_with("gzip") { Compression::Gzip } else { Compression::None };
        exporter.compression(compression).max_request_bytes(20_000).build().expect("these settings can be used")
    };
    let thrift = traced_jaeger::Exporter::builder().max_request_bytes(20_000);
    let http = || thrift.clone().endpoint(var("JAEGER_THRIFT_HTTP"));
    match way {
        "otlp http/protobuf" | "otlp http/protobuf gzip" => {
            builder.exporter(otlp(Protocol::HttpProtobuf, "JAEGER_OTLP_HTTP"))
        }
        "otlp http/json" | "otlp http/json gzip" => builder.exporter(otlp(Protocol::HttpJson, "JAEGER_OTLP_HTTP")),
        "thrift http" => builder.exporter(http().build().expect("an address")),
        "thrift http gzip" => builder.exporter(http().compression(Compression::Gzip).build().expect("an address")),
        "thrift udp" => {
            let address = var("JAEGER_THRIFT_UDP");
            let (host, port) = address.split_once(':').expect("a host and a port");
            builder.exporter(thrift.agent(host, port.parse().expect("a port")).build().expect("an address"))
        }
        other => panic!("{other} is no way in"),
    }
}

const RESOURCE: [(&str, &str); 4] = [
    ("service.version", "1.4.2"),
    ("telemetry.sdk.name", "traced"),
    ("telemetry.sdk.language", "rust"),
    ("telemetry.sdk.version", env!("CARGO_PKG_VERSION")),
];

#[test]
#[ignore = "needs a Jaeger: `tests/interop/jaeger/run` gets and starts one"]
fn all_that_was_recorded_is_shown() {
    let (jaeger, way) = (var("JAEGER_URL"), var("JAEGER_WAY"));
    let memory = Memory::new();
    let builder = traced::builder().service("shop").resource("service.version", "1.4.2");
    let tracing = exporting(&way, builder.exporter(memory.clone())).install().expect("nothing is installed yet");
    program::run();
    tracing.flush(Duration::from_secs(20)).expect("Jaeger takes it");
    assert_eq!(tracing.export_errors(), []);

    let mut traces = BTreeMap::<_, Vec<_>>::new();
    for span in memory.spans() {
        traces.entry(span.context.trace_id().to_string()).or_default().push(span);
    }
    let is_otlp = way.starts_with("otlp");
    let (mut fields, mut fields_v3, mut spans) = (0, 0, 0);
    for (id, recorded) in &traces {
        if is_otlp {
            fields_v3 += compared_in_v3(&jaeger, id, recorded);
        }
        if is_otlp && recorded.iter().any(is_beyond_json) {
            // What Thrift has as text is a number in OTLP.
            let refusal = api::refusal(&jaeger, id);
            assert!(refusal.contains("unsupported value"), "{refusal}");
            println!("{way}: /api/traces cannot show {} of {id}: {refusal}", recorded.len());
            continue;
        }
        fields += compared(&jaeger, id, recorded, is_otlp);
        spans += recorded.len();
    }
    assert!(spans > 180 && traces.len() > 8);
    assert_eq!(api::services(&jaeger), serde_json::json!(["shop"]));
    println!("{way}: {fields} fields of {spans} spans are as they were recorded");
    if is_otlp {
        println!("{way}: {fields_v3} fields of {} spans are so in /api/v3/traces", memory.spans().len());
    }
}

fn is_beyond_json(span: &SpanData) -> bool {
    span.tags.iter().any(|(_, value)| matches!(value, Value::F64(v) if !v.is_finite()))
}

fn compared(jaeger: &str, id: &str, recorded: &[SpanData], is_otlp: bool) -> usize {
    let mut found = api::trace(jaeger, id, recorded.len());
    let process = shown::process(&plain::process("shop", &RESOURCE));
    let mut fields = 0;
    for span in recorded {
        let expected = if is_otlp {
            shown::of_otlp(&expected::span(span), &expected::scope())
        } else {
            shown::of_thrift(&plain::span(span))
        };
        let (mut shown, mut under) = found.remove(&span.context.span_id().to_string()).expect("each id once");
        check_warnings(span, &shown["warnings"]);
        for own in ["warnings", "processID"] {
            shown.as_object_mut().expect("a span").remove(own);
        }
        assert_eq!(shown::in_order(shown), expected, "{span:#?}");
        under = shown::in_order(under);
        assert_eq!(under, process);
        fields += leaves(&expected) + leaves(&process);
    }
    fields
}

fn compared_in_v3(jaeger: &str, id: &str, recorded: &[SpanData]) -> usize {
    let mut found = api::otlp(jaeger, id, recorded.len());
    let mut fields = 0;
    for span in recorded {
        let expected = shown::in_v3(expected::span(span));
        let (shown, under) = found.remove(&span.context.span_id().to_string()).expect("each id once");
        assert_eq!(shown::in_order(shown), expected, "{span:#?}");
        expected::check_resource(&under["resource"]);
        assert_eq!(under["scope"], expected::scope());
        fields += leaves(&expected) + leaves(&under);
    }
    fields
}

/// Of three things it warns: where a parent is elsewhere, where a span has no length, and where times that were cut to microseconds look as
/// if clocks had differed, which it leaves as it is.
fn check_warnings(span: &SpanData, warnings: &Json) {
    for warning in api::list(warnings) {
        let warning = api::text(warning);
        let is_short = span.end.duration_since(span.start).is_ok_and(|length| length < Duration::from_micros(1));
        let known = warning.contains("parent span ID") && span.parent_id.is_some()
            || warning.starts_with("Negative duration detected") && is_short
            || warning.contains("not applying calculated delta");
        assert!(known, "{warning}: {span:#?}");
    }
}

fn leaves(json: &Json) -> usize {
    match json {
        Json::Array(items) => items.iter().map(leaves).sum(),
        Json::Object(items) => items.values().map(leaves).sum(),
        _ => 1,
    }
}
