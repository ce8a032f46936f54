//! What should arrive for a recorded span, written down from OTLP's and this crate's documentation, not from its code.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value as Json, json};
use traced_runtime::{Kind, Log, Outcome, Reference, ReferenceKind, SpanContext, SpanData, Value};

pub fn span(span: &SpanData) -> Json {
    let mut record = Map::new();
    let mut set = |key: &str, value: Json| drop(record.insert(key.to_owned(), value));
    set("traceId", json!(span.context.trace_id().to_string()));
    set("spanId", json!(span.context.span_id().to_string()));
    if let Some(parent) = span.parent_id {
        set("parentSpanId", json!(parent.to_string()));
    }
    if let Some(state) = span.context.trace_state() {
        set("traceState", json!(state));
    }
    // In this program the spans made by hand have parents elsewhere, if they have any.
    let remote = span.callsite.is_manual() && span.parent_id.is_some();
    set("flags", json!(flags(&span.context, remote)));
    set("name", json!(span.name));
    set("kind", json!(kind(span.kind)));
    set("startTimeUnixNano", nanos(span.start));
    set("endTimeUnixNano", nanos(span.end));
    let attributes = attributes(span);
    if !attributes.is_empty() {
        set("attributes", Json::from(attributes));
    }
    if !span.logs.is_empty() {
        set("events", span.logs.iter().map(event).collect());
    }
    if !span.references.is_empty() {
        set("links", span.references.iter().map(link).collect());
    }
    if matches!(span.outcome, Outcome::Errored | Outcome::Panicked) {
        let mut status = json!({"code": "STATUS_CODE_ERROR"});
        if let Some(message) = span.log("error").and_then(|log| log.field("message")) {
            status["message"] = json!(message.to_string());
        }
        set("status", status);
    }
    Json::Object(record)
}

fn flags(context: &SpanContext, remote: bool) -> u32 {
    u32::from(context.trace_flags()) + 0x100 + if remote { 0x200 } else { 0 }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Internal => "SPAN_KIND_INTERNAL",
        Kind::Client => "SPAN_KIND_CLIENT",
        Kind::Server => "SPAN_KIND_SERVER",
        Kind::Producer => "SPAN_KIND_PRODUCER",
        Kind::Consumer => "SPAN_KIND_CONSUMER",
    }
}

fn nanos(time: SystemTime) -> Json {
    json!(time.duration_since(UNIX_EPOCH).unwrap().as_nanos().to_string())
}

fn attributes(span: &SpanData) -> Vec<Json> {
    let mut list = Vec::new();
    if !span.callsite.is_manual() {
        let function = format!("{}::{}", span.callsite.module(), span.callsite.name());
        list.push(attribute("code.function.name", &Value::from(function)));
        list.push(attribute("code.file.path", &Value::from(span.callsite.file())));
        list.push(attribute("code.line.number", &Value::from(span.callsite.line())));
    }
    let tags = span.tags.iter().filter(|(key, _)| key != "error");
    list.extend(tags.map(|(key, value)| attribute(renamed(key, span.kind), value)));
    match span.outcome {
        Outcome::Returned | Outcome::Errored => {}
        outcome => list.push(attribute("traced.outcome", &Value::from(outcome.as_str()))),
    }
    list
}

/// The names that OpenTelemetry has for peers.
fn renamed(key: &str, kind: Kind) -> &str {
    match (key, kind) {
        ("peer.hostname", Kind::Server) => "client.address",
        ("peer.hostname", _) => "server.address",
        ("peer.port", Kind::Server) => "client.port",
        ("peer.port", _) => "server.port",
        ("peer.ipv4" | "peer.ipv6", _) => "network.peer.address",
        (other, _) => other,
    }
}

fn attribute(key: &str, value: &Value) -> Json {
    json!({"key": key, "value": any(value)})
}

fn any(value: &Value) -> Json {
    match value {
        Value::Bool(v) => json!({"boolValue": v}),
        Value::I64(v) => json!({"intValue": v.to_string()}),
        Value::U64(v) if i64::try_from(*v).is_err() => json!({"stringValue": v.to_string()}),
        Value::U64(v) => json!({"intValue": v.to_string()}),
        Value::F64(v) if v.is_nan() => json!({"doubleValue": "NaN"}),
        Value::F64(v) if v.is_infinite() => json!({"doubleValue": if *v > 0.0 { "Infinity" } else { "-Infinity" }}),
        Value::F64(v) => json!({"doubleValue": v}),
        Value::Str(v) => json!({"stringValue": v}),
        Value::Bytes(v) => {
            assert_eq!(v, &[0, 127, 128, 255], "the only bytes here");
            json!({"bytesValue": "AH+A/w=="})
        }
        Value::List(items) => json!({"arrayValue": {"values": items.iter().map(any).collect::<Vec<_>>()}}),
        other => panic!("{other:?}"),
    }
}

fn event(log: &Log) -> Json {
    let fields = log.fields.iter().filter(|(key, _)| key != "event");
    let mut list = Vec::new();
    let mut name = log.event().unwrap_or("log");
    if name == "error" {
        name = "exception";
        for (key, value) in fields {
            let key = match &**key {
                "error.kind" => "exception.type",
                "message" => "exception.message",
                "code.filepath" => "code.file.path",
                "code.lineno" => "code.line.number",
                other => other,
            };
            list.push(attribute(key, value));
        }
        if let Some(Value::List(sources)) = log.field("error.chain") {
            let text = format!("{}\ncaused by: {}", log.field("message").unwrap(), sources[0]);
            list.push(attribute("exception.stacktrace", &Value::from(text)));
        }
    } else {
        list.extend(fields.map(|(key, value)| attribute(key, value)));
    }
    let mut event = json!({"timeUnixNano": nanos(log.time), "name": name});
    if !list.is_empty() {
        event["attributes"] = list.into();
    }
    event
}

fn link(reference: &Reference) -> Json {
    let kind = match reference.kind {
        ReferenceKind::ChildOf => "child_of",
        ReferenceKind::FollowsFrom => "follows_from",
    };
    json!({
        "traceId": reference.context.trace_id().to_string(),
        "spanId": reference.context.span_id().to_string(),
        "traceState": reference.context.trace_state().expect("all have one here"),
        "attributes": [attribute("opentracing.ref_type", &Value::from(kind))],
        "flags": flags(&reference.context, reference.context.is_remote()),
    })
}

pub fn scope() -> Json {
    json!({"name": "traced", "version": env!("CARGO_PKG_VERSION")})
}

/// How many attributes are as they should be.
pub fn check_resource(resource: &Json) -> usize {
    let attributes = resource["attributes"].as_array().unwrap();
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    let values = [
        ("service.name", Value::from("shop")),
        ("service.version", Value::from("1.4.2")),
        ("telemetry.sdk.name", Value::from("traced")),
        ("telemetry.sdk.language", Value::from("rust")),
        ("host.name", Value::from(host.trim_end().to_owned())),
        ("os.type", Value::from("linux")),
        ("process.pid", Value::from(std::process::id())),
    ];
    for (key, value) in &values {
        assert!(attributes.contains(&attribute(key, value)), "{key}: {attributes:?}");
    }
    values.len()
}

/// How many values there are in this one.
pub fn fields(value: &Json) -> usize {
    match value {
        Json::Array(items) => items.iter().map(fields).sum(),
        Json::Object(members) => members.values().map(fields).sum(),
        _ => 1,
    }
}
