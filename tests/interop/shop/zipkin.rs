//! What a Zipkin shows: what it has to be, by OpenTelemetry's "Transformation to Zipkin", of what stands in the files.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::{
    api::{self, recorded_as},
    lines::{Line, list, nanos, shown, text_of},
    trees::Seen,
};

/// What all of a trace's spans are shown as, by id.
pub fn trace(url: &str, id: &str, spans: usize) -> BTreeMap<String, Json> {
    api::until_there(&format!("{url}/api/v2/trace/{id}"), spans, |answer| {
        list(&answer).iter().map(|span| (text_of(&span["id"]), span.clone())).collect()
    })
}

pub fn seen(span: &Json) -> Seen {
    let tags = span["tags"].as_object().into_iter().flatten();
    let mut tags: BTreeMap<_, _> = tags.map(|(key, value)| (key.clone(), text_of(value))).collect();
    // Any tag of this name is a failure.
    let failed = if tags.contains_key("error") { "errored" } else { "" };
    Seen {
        id: text_of(&span["id"]),
        parent: span.get("parentId").map(text_of),
        service: text_of(&span["localEndpoint"]["serviceName"]),
        name: text_of(&span["name"]),
        kind: span.get("kind").map(text_of).unwrap_or_default(),
        start: span["timestamp"].as_u64().expect("each has one"),
        outcome: tags.remove("traced.outcome").unwrap_or_else(|| failed.to_owned()),
        tags,
    }
}

/// Names are in lower case.
pub fn expected(line: &Line) -> Json {
    let Line { span, resource, scope } = line;
    let (start, end) = (nanos(&span["startTimeUnixNano"]), nanos(&span["endTimeUnixNano"]));
    let attributes = line.attributes();
    let mut shown_as = json!({
        "traceId": span["traceId"],
        "id": span["spanId"],
        "name": text_of(&span["name"]).to_lowercase(),
        "timestamp": start / 1000,
        // Zipkin has no zero.
        "duration": ((end - start) / 1000).max(1),
        "localEndpoint": {"serviceName": line.service()},
        "tags": tags(line, resource, scope, &attributes),
    });
    let mut set = |key: &str, value: Json| shown_as[key] = value;
    if let Some(parent) = span.get("parentSpanId") {
        set("parentId", parent.clone());
    }
    if !line.kind().is_empty() {
        set("kind", line.kind().to_uppercase().into());
        let peer = peer(line.kind(), &attributes);
        if !peer.is_empty() {
            set("remoteEndpoint", peer.into());
        }
    }
    if let Some(events) = span.get("events") {
        set("annotations", list(events).iter().map(annotation).collect());
    }
    shown_as
}

fn tags(line: &Line, resource: &[Json], scope: &Json, attributes: &BTreeMap<String, String>) -> BTreeMap<String, Json> {
    let mut tags: BTreeMap<_, Json> =
        attributes.iter().map(|(key, value)| (key.clone(), value.as_str().into())).collect();
    // What was found out of the process is not repeated in each of its spans.
    for attribute in resource.iter().filter(|attribute| attribute["key"] == api::GIVEN.0) {
        tags.insert(text_of(&attribute["key"]), shown(attribute).into());
    }
    for name in ["scope", "library"] {
        tags.insert(format!("otel.{name}.name"), scope["name"].clone());
        tags.insert(format!("otel.{name}.version"), scope["version"].clone());
    }
    if let Some(status) = line.span.get("status") {
        tags.insert("otel.status_code".to_owned(), "ERROR".into());
        tags.insert("error".to_owned(), status["message"].as_str().unwrap_or_default().into());
    }
    tags
}

/// Of the specification's table what the shop has: the peer's service, or a server's address; a server knows nothing of its peer.
fn peer(kind: &str, attributes: &BTreeMap<String, String>) -> Map<String, Json> {
    let mut peer = Map::new();
    let mut set = |key: &str, value: Json| drop(peer.insert(key.to_owned(), value));
    if let Some(name) = attributes.get("peer.service") {
        set("serviceName", name.as_str().into());
    }
    if kind == "client" {
        if let Some(address) = attributes.get("server.address") {
            assert_eq!(address, "127.0.0.1");
            set("ipv4", address.as_str().into());
        }
        if let Some(port) = attributes.get("server.port") {
            set("port", port.parse::<u16>().expect("a port").into());
        }
    }
    peer
}

/// A log's event and fields, for which OTLP has other names where it tells of a failure, and for a list of sources a text more.
fn annotation(event: &Json) -> Json {
    let name = text_of(&event["name"]);
    let name = recorded_as(&name);
    let attributes = list(&event["attributes"]).iter().filter(|attribute| attribute["key"] != "exception.stacktrace");
    let fields: Vec<_> = attributes
        .map(|attribute| format!("{}:{}", json!(recorded_as(&text_of(&attribute["key"]))), any(&attribute["value"])))
        .collect();
    let value = if fields.is_empty() { name.to_owned() } else { format!("{}: {{{}}}", json!(name), fields.join(",")) };
    json!({"timestamp": nanos(&event["timeUnixNano"]) / 1000, "value": value})
}

fn any(value: &Json) -> Json {
    let (kind, value) = value.as_object().and_then(|value| value.iter().next()).expect("a value");
    match kind.as_str() {
        "stringValue" => value.clone(),
        "intValue" => text_of(value).parse::<i64>().expect("a number").into(),
        "arrayValue" => list(&value["values"]).iter().map(any).collect(),
        other => panic!("the shop says nothing in {other}"),
    }
}
