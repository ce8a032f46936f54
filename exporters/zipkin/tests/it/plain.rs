//! What should arrive for a recorded span, written down from OpenTelemetry's "Transformation to Zipkin" and this crate's page, not from
//! its code: slow, plain, and by another writer of JSON.

use std::{
    net::IpAddr,
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Map, Value as Json, json};
use traced_exporter_tests::otel::any;
use traced_runtime::{Kind, Log, Outcome, SpanData, Value};

/// The span; `resource` is what tags say of the process.
pub fn span(span: &SpanData, service: &str, resource: &[(&str, &str)]) -> Json {
    let mut record = Map::new();
    let mut set = |key: &str, value: Json| drop(record.insert(key.to_owned(), value));
    set("traceId", json!(span.context.trace_id().to_string()));
    set("id", json!(span.context.span_id().to_string()));
    if let Some(parent) = span.parent_id {
        set("parentId", json!(parent.to_string()));
    }
    set("name", json!(span.name));
    if span.kind != Kind::Internal {
        set("kind", json!(span.kind.as_str().to_uppercase()));
        if let Some(remote) = remote(span) {
            set("remoteEndpoint", remote);
        }
    }
    set("timestamp", json!(micros(span.start)));
    let duration = span.end.duration_since(span.start).unwrap().as_micros();
    set("duration", json!(u64::try_from(duration).unwrap().max(1)));
    set("localEndpoint", json!({"serviceName": service}));
    if !span.logs.is_empty() {
        set("annotations", span.logs.iter().map(annotation).collect());
    }
    set("tags", tags(span, resource));
    Json::Object(record)
}

fn micros(time: SystemTime) -> u64 {
    u64::try_from(time.duration_since(UNIX_EPOCH).unwrap().as_micros()).unwrap()
}

fn tags(span: &SpanData, resource: &[(&str, &str)]) -> Json {
    let mut tags = Map::new();
    let mut set = |key: &str, text: String| drop(tags.insert(key.to_owned(), Json::from(text)));
    for (key, value) in resource {
        set(key, (*value).to_owned());
    }
    for (key, value) in &span.tags {
        set(key, text(value));
    }
    set("otel.scope.name", "traced".into());
    set("otel.library.name", "traced".into());
    set("otel.scope.version", env!("CARGO_PKG_VERSION").into());
    set("otel.library.version", env!("CARGO_PKG_VERSION").into());
    if !span.callsite.is_manual() {
        set("code.function.name", format!("{}::{}", span.callsite.module(), span.callsite.name()));
        set("code.file.path", span.callsite.file().into());
        set("code.line.number", span.callsite.line().to_string());
    }
    if let Some(state) = span.context.trace_state() {
        set("w3c.tracestate", state.into());
    }
    if !matches!(span.outcome, Outcome::Returned | Outcome::Errored) {
        set("traced.outcome", span.outcome.as_str().into());
    }
    tags.remove("error");
    tags.remove("span.kind");
    if matches!(span.outcome, Outcome::Errored | Outcome::Panicked) {
        let last = span.logs.iter().rfind(|log| log.event() == Some("error"));
        let message = last.and_then(|log| log.field("message")).map_or(String::new(), ToString::to_string);
        tags.insert("otel.status_code".into(), json!("ERROR"));
        tags.insert("error".into(), json!(message));
    }
    Json::Object(tags)
}

/// OpenTelemetry, "`AnyValue` representation for non-OTLP protocols".
fn text(value: &Value) -> String {
    match any(value) {
        Json::String(text) => text,
        other => other.to_string(),
    }
}

fn annotation(log: &Log) -> Json {
    let mut fields: Vec<_> = log.fields.iter().collect();
    let name = log.event().unwrap_or("log");
    fields.retain(|(key, _)| key != "event");
    let pairs: Vec<_> = fields.iter().map(|(key, value)| format!("{}:{}", json!(key), any(value))).collect();
    let value = if pairs.is_empty() { name.to_owned() } else { format!("{}: {{{}}}", json!(name), pairs.join(",")) };
    json!({"timestamp": micros(log.time), "value": value})
}

/// The table of the specification, and behind its rows the rest of what OpenTracing says of peers.
fn remote(span: &SpanData) -> Option<Json> {
    let server = span.kind == Kind::Server;
    let hosts = [
        "peer.service",
        if server { "client.address" } else { "server.address" },
        "net.peer.name",
        "network.peer.address",
        "server.socket.domain",
        "server.socket.address",
        "net.sock.peer.name",
        "net.sock.peer.addr",
        "peer.hostname",
        "peer.address",
        "peer.ipv4",
        "peer.ipv6",
        "db.name",
    ];
    let ports = [
        if server { "client.port" } else { "server.port" },
        "net.peer.port",
        "network.peer.port",
        "server.socket.port",
        "net.sock.peer.port",
        "peer.port",
    ];
    let theirs = |key: &&str| !server || !key.starts_with("server.") && *key != "db.name";
    let texts: Vec<_> = hosts
        .iter()
        .filter(|key| theirs(key))
        .filter_map(|key| span.tag(key).map(|value| (*key, text(value))))
        .collect();
    let mut remote = Map::new();
    let address = |(key, text): &(&str, String)| text.parse::<IpAddr>().ok().filter(|_| *key != "peer.service");
    if let Some((_, name)) = texts.iter().find(|found| address(found).is_none()) {
        remote.insert("serviceName".into(), json!(name));
    }
    match texts.iter().find_map(address) {
        Some(IpAddr::V4(address)) => drop(remote.insert("ipv4".into(), json!(address.to_string()))),
        Some(IpAddr::V6(address)) => drop(remote.insert("ipv6".into(), json!(address.to_string()))),
        None => {}
    }
    let port = ports.iter().filter(|key| theirs(key)).find_map(|key| text(span.tag(key)?).parse::<u16>().ok());
    if let (Some(port), false) = (port, remote.is_empty()) {
        remote.insert("port".into(), json!(port));
    }
    (!remote.is_empty()).then_some(Json::Object(remote))
}
