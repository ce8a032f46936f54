//! What a real Jaeger gives back is what was recorded, field by field, whichever way it came in. `run` gets and starts it.

mod compared;
#[path = "../../../exporters/otlp/tests/interop/expected.rs"]
mod expected;
#[path = "../../../exporters/jaeger/tests/it/plain.rs"]
#[expect(dead_code, reason = "what it says of whole batches Jaeger takes apart")]
mod plain;
mod shown;
mod api;

use std::{
    collections::BTreeMap,
    env,
    sync::{Arc, Mutex},
    time::Duration,
};

use compared::Compared;
use serde_json::{Value as Json, json};
use traced::{
    SpanData, Value,
    export::{Batch, ExportError, Exporter, Memory},
};
use traced_exporter_tests::program;
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
        "otlp grpc" | "otlp grpc gzip" => builder.exporter(otlp(Protocol::Grpc, "JAEGER_OTLP_GRPC")),
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

/// What exporters are told of the process.
#[derive(Clone, Default)]
struct Process(Arc<Mutex<Vec<(String, Value)>>>);

impl Exporter for Process {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let attributes = batch.resource().iter().map(|(key, value)| (key.to_owned(), value.clone()));
        *self.0.lock().expect("nobody panics with it") = attributes.collect();
        Ok(())
    }
}

impl Process {
    /// In Thrift, as Jaeger shows it.
    fn shown(&self) -> Json {
        let (names, others): (Vec<_>, Vec<_>) =
            self.0.lock().expect("nobody panics with it").iter().cloned().partition(|(key, _)| key == "service.name");
        let tags: Vec<_> = others.iter().map(|(key, value)| plain::tag(key, value)).collect();
        shown::process(&json!({"serviceName": names[0].1.to_string(), "tags": tags}))
    }
}

#[test]
#[ignore = "needs a Jaeger: `tests/interop/jaeger/run` gets and starts one"]
fn all_that_was_recorded_is_shown() {
    let (jaeger, way) = (var("JAEGER_URL"), var("JAEGER_WAY"));
    let memory = Memory::new();
    let process = Process::default();
    let builder = traced::builder().service("shop").resource("service.version", "1.4.2");
    let builder = builder.exporter(memory.clone()).exporter(process.clone());
    let tracing = exporting(&way, builder).install().expect("nothing is installed yet");
    program::run();
    tracing.flush(Duration::from_secs(20)).expect("Jaeger takes it");
    assert_eq!(tracing.export_errors(), []);

    let process = process.shown();
    let mut traces = BTreeMap::<_, Vec<_>>::new();
    for span in memory.spans() {
        traces.entry(span.context.trace_id().to_string()).or_default().push(span);
    }
    let is_otlp = way.starts_with("otlp");
    let (mut compared, mut compared_in_v3) = (Compared::default(), Compared::default());
    for (id, recorded) in &traces {
        if is_otlp {
            compare_in_v3(&jaeger, id, recorded, &process, &mut compared_in_v3);
        }
        if is_otlp && recorded.iter().any(is_beyond_json) {
            // What Thrift has as text is a number in OTLP.
            let refusal = api::refusal(&jaeger, id);
            assert!(refusal.contains("unsupported value"), "{refusal}");
            println!("{way}: /api/traces cannot show {} of {id}: {refusal}", recorded.len());
            continue;
        }
        let expected = |span: &SpanData| {
            if is_otlp {
                shown::of_otlp(&expected::span(span), &expected::scope())
            } else {
                shown::of_thrift(&plain::span(span))
            }
        };
        compare(&jaeger, id, recorded, expected, &process, &mut compared);
    }
    assert!(compared.spans > 180 && traces.len() > 8);
    assert_eq!(api::services(&jaeger), json!(["shop"]));
    println!("{way}, /api/traces: {compared}");
    if is_otlp {
        println!("{way}, /api/v3/traces: {compared_in_v3}");
    }
}

fn is_beyond_json(span: &SpanData) -> bool {
    span.tags.iter().any(|(_, value)| matches!(value, Value::F64(v) if !v.is_finite()))
}

fn compare(
    jaeger: &str,
    id: &str,
    recorded: &[SpanData],
    expected: impl Fn(&SpanData) -> Json,
    process: &Json,
    compared: &mut Compared,
) {
    let mut found = api::trace(jaeger, id, recorded.len());
    for span in recorded {
        let expected = expected(span);
        let (mut shown, under) = found.remove(&span.context.span_id().to_string()).expect("each id once");
        check_warnings(span, &shown["warnings"]);
        for own in ["warnings", "processID"] {
            shown.as_object_mut().expect("a span").remove(own);
        }
        assert_eq!(shown::in_order(shown), expected, "{span:#?}");
        assert_eq!(shown::in_order(under), *process);
        compared.add(&expected, &json!({"process": process}));
    }
}

fn compare_in_v3(jaeger: &str, id: &str, recorded: &[SpanData], process: &Json, compared: &mut Compared) {
    let mut found = api::otlp(jaeger, id, recorded.len());
    for span in recorded {
        let expected = shown::in_v3(expected::span(span));
        let (shown, under) = found.remove(&span.context.span_id().to_string()).expect("each id once");
        assert_eq!(shown::in_order(shown), expected, "{span:#?}");
        expected::check_resource(&under["resource"]);
        assert_eq!(shown::resource(&under["resource"]), *process);
        assert_eq!(under["scope"], expected::scope());
        compared.add(&expected, &json!({"process": process, "scope": under["scope"]}));
    }
}

/// Of three things it warns: where a parent is elsewhere, where a span has no length, and where times that were cut to microseconds look as
/// if clocks had differed, which it leaves as it is.
fn check_warnings(span: &SpanData, warnings: &Json) {
    for warning in shown::list(warnings) {
        let warning = shown::text(warning);
        let is_short = span.end.duration_since(span.start).is_ok_and(|length| length < Duration::from_micros(1));
        let known = warning.contains("parent span ID") && span.parent_id.is_some()
            || warning.starts_with("Negative duration detected") && is_short
            || warning.contains("not applying calculated delta");
        assert!(known, "{warning}: {span:#?}");
    }
}
