//! What should arrive for a recorded span, written down from OpenTelemetry's "Transformation to Jaeger", `jaeger.thrift` and this crate's
//! page, not from its code. Floating point numbers are their bits and bytes their digits, both in hexadecimal.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value as Json, json};
use traced_exporter_tests::otel::{self, any};
use traced_runtime::{Kind, Log, Outcome, Reference, ReferenceKind, SpanContext, SpanData, Value};

/// A batch with its tags in order, as the order of a span's tags means nothing; no key stands twice.
#[track_caller]
pub fn sorted(mut batch: Json) -> Json {
    for span in batch["spans"].as_array_mut().expect("there are spans") {
        let tags = span["tags"].as_array_mut().expect("there are tags");
        tags.sort_by_key(|tag| tag["key"].as_str().map(str::to_owned));
        for pair in tags.windows(2) {
            assert_ne!(pair[0]["key"], pair[1]["key"]);
        }
    }
    batch
}

pub fn process(service: &str, resource: &[(&str, &str)]) -> Json {
    let tags: Vec<_> = resource.iter().map(|(key, text)| tag(key, &Value::from((*text).to_owned()))).collect();
    json!({"serviceName": service, "tags": tags})
}

/// The span; its tags in order.
pub fn span(span: &SpanData) -> Json {
    let mut record = ids(&span.context);
    let mut set = |key: &str, value: Json| drop(record.insert(key.to_owned(), value));
    set("parentSpanId", json!(span.parent_id.map_or(0, |id| i64::from_be_bytes(id.to_bytes()))));
    set("operationName", json!(span.name));
    set("flags", json!(i32::from(span.context.is_sampled())));
    set("startTime", json!(micros(span.start)));
    set("duration", json!(u64::try_from(span.end.duration_since(span.start).unwrap().as_micros()).unwrap()));
    let references = references(span);
    if !references.is_empty() {
        set("references", references.into());
    }
    if !span.logs.is_empty() {
        set("logs", span.logs.iter().map(log).collect());
    }
    set("tags", tags(span));
    Json::Object(record)
}

fn ids(context: &SpanContext) -> Map<String, Json> {
    let (trace_id, span_id) = (context.trace_id().to_bytes(), context.span_id().to_bytes());
    let (high, low) = trace_id.split_at(8);
    let pairs = [("traceIdLow", number(low)), ("traceIdHigh", number(high)), ("spanId", number(&span_id))];
    pairs.into_iter().map(|(key, value)| (key.to_owned(), json!(value))).collect()
}

/// "The bytes MUST be converted using Big Endian byte order, [..] re-interpreting the existing 64bit value as signed".
fn number(bytes: &[u8]) -> i64 {
    i64::from_be_bytes(bytes.try_into().unwrap())
}

fn micros(time: SystemTime) -> u64 {
    u64::try_from(time.duration_since(UNIX_EPOCH).unwrap().as_micros()).unwrap()
}

fn references(span: &SpanData) -> Vec<Json> {
    let reference = |Reference { kind, context, .. }: &Reference| {
        let mut record = ids(context);
        record.insert("refType".into(), json!(i32::from(*kind == ReferenceKind::FollowsFrom)));
        Json::Object(record)
    };
    otel::references(span).iter().map(reference).collect()
}

fn tags(span: &SpanData) -> Json {
    let mut tags = Map::new();
    let mut set = |key: &str, value: Value| drop(tags.insert(key.to_owned(), tag(key, &value)));
    for (key, value) in &span.tags {
        set(key, value.clone());
    }
    let text = |text: &str| Value::from(text.to_owned());
    for key in ["otel.scope.name", "otel.library.name"] {
        set(key, text("traced"));
    }
    for key in ["otel.scope.version", "otel.library.version"] {
        set(key, text(env!("CARGO_PKG_VERSION")));
    }
    if !span.callsite.is_manual() {
        set("code.function.name", text(&format!("{}::{}", span.callsite.module(), span.callsite.name())));
        set("code.file.path", text(span.callsite.file()));
        set("code.line.number", Value::from(i64::from(span.callsite.line())));
    }
    if span.kind != Kind::Internal {
        set("span.kind", text(span.kind.as_str()));
    }
    if let Some(state) = span.context.trace_state() {
        set("w3c.tracestate", text(state));
    }
    if !matches!(span.outcome, Outcome::Returned | Outcome::Errored) {
        set("traced.outcome", text(span.outcome.as_str()));
    }
    if matches!(span.outcome, Outcome::Errored | Outcome::Panicked) {
        set("otel.status_code", text("ERROR"));
        set("error", Value::from(true));
        let last = span.logs.iter().rfind(|log| log.event() == Some("error"));
        if let Some(message) = last.and_then(|log| log.field("message")) {
            set("otel.status_description", message.clone());
        }
    }
    let mut tags: Vec<_> = tags.into_iter().collect();
    tags.sort_by(|one, other| one.0.cmp(&other.0));
    tags.into_iter().map(|(_, tag)| tag).collect()
}

fn log(log: &Log) -> Json {
    let fields: Vec<_> = log.fields.iter().map(|(key, value)| tag(key, value)).collect();
    json!({"timestamp": micros(log.time), "fields": fields})
}

/// `TagType`: `STRING`, `DOUBLE`, `BOOL`, `LONG` and `BINARY`, from 0.
pub fn tag(key: &str, value: &Value) -> Json {
    let (kind, field, value) = match value {
        Value::Str(v) => (0, "vStr", json!(v)),
        Value::F64(v) if v.is_finite() => (1, "vDouble", json!(format!("{:016x}", v.to_bits()))),
        Value::Bool(v) => (2, "vBool", json!(v)),
        Value::I64(v) => (3, "vLong", json!(v)),
        Value::U64(v) => match i64::try_from(*v) {
            Ok(v) => (3, "vLong", json!(v)),
            Err(_) => (0, "vStr", json!(v.to_string())),
        },
        Value::Bytes(v) => (4, "vBinary", hex(v).into()),
        Value::List(_) => (0, "vStr", json!(any(value).to_string())),
        Value::F64(_) => (0, "vStr", any(value)),
        other => panic!("{other:?}"),
    };
    json!({"key": key, "vType": kind, field: value})
}

/// Two digits a byte.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"))
}
