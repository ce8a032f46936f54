//! What should arrive for a recorded span, written down from X-Ray's documentation and this crate's page, not from its code. It knows the
//! tags of `program.rs`, not all that X-Ray has fields for.

use std::{
    collections::BTreeMap,
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Map, Value as Json, json};
use traced_exporter_tests::otel::{self, any};
use traced_runtime::{Kind, Log, Outcome, ReferenceKind, SpanContext, SpanData, SpanId, TraceId, Value};

/// The parent that is in another process.
pub const CALLER: SpanId = SpanId::new(7);

/// A document with names in the place of its exceptions' ids, which mean nothing.
pub fn named(mut document: Json) -> Json {
    let exceptions = document["cause"]["exceptions"].as_array().cloned().unwrap_or_default();
    let name = |(number, exception): (usize, &Json)| {
        (exception["id"].as_str().unwrap().to_owned(), Json::from(format!("exception {number}")))
    };
    let names: BTreeMap<_, _> = exceptions.iter().enumerate().map(name).collect();
    let rename = |id: &mut Json| *id = names[id.as_str().unwrap()].clone();
    let mut each = |path: &str, rename: &dyn Fn(&mut Json)| {
        document.pointer_mut(path).and_then(Json::as_array_mut).into_iter().flatten().for_each(rename);
    };
    each("/cause/exceptions", &|exception| {
        rename(&mut exception["id"]);
        exception.get_mut("cause").into_iter().for_each(rename);
    });
    each("/metadata/traced/logs", &|log| log.get_mut("exception").into_iter().for_each(rename));
    document
}

/// What segments have of their process.
pub struct Process {
    pub service: &'static str,
    /// What it says of itself.
    pub resource: Json,
    /// Members that X-Ray has for some of that.
    pub members: Json,
}

/// The document of a span of a process.
pub fn document(span: &SpanData, process: &Process) -> Json {
    let Process { service, resource, members } = process;
    let is_server = matches!(span.kind, Kind::Server | Kind::Consumer);
    let is_segment = span.parent_id.is_none_or(|parent| parent == CALLER) || is_server;
    let name = if is_segment { (*service).to_owned() } else { called(span).unwrap_or(span.name.to_string()) };
    let mut document = Map::new();
    let mut set = |key: &str, value: Json| drop(document.insert(key.to_owned(), value));
    set("trace_id", trace_id(span.context.trace_id()).into());
    set("id", span.context.span_id().to_string().into());
    set("start_time", seconds(span.start));
    set("end_time", seconds(span.end));
    if let Some(parent) = span.parent_id {
        set("parent_id", parent.to_string().into());
    }
    if is_segment {
        members.as_object().unwrap().iter().for_each(|(key, value)| set(key, value.clone()));
    } else {
        set("type", "subsegment".into());
        if span.kind == Kind::Client {
            set("namespace", "remote".into());
        }
    }
    if matches!(span.outcome, Outcome::Errored | Outcome::Panicked) {
        set("fault", true.into());
    }
    let exceptions = exceptions(span);
    if !exceptions.is_empty() {
        set("cause", json!({"exceptions": exceptions}));
    }
    let mut annotations = Map::new();
    if *name != *span.name {
        annotations.insert("operation".into(), json!(span.name));
    }
    if !matches!(span.outcome, Outcome::Returned | Outcome::Errored) {
        annotations.insert("traced_outcome".into(), json!(span.outcome.as_str()));
    }
    let mut metadata = Map::new();
    if is_segment {
        metadata.insert("resource".into(), resource.clone());
    }
    let mut rest = Map::new();
    for (key, value) in &span.tags {
        let plain = !matches!(value, Value::List(_) | Value::Bytes(_)) && !is_no_number(value);
        let key_of_annotation = key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        match &**key {
            "error" => assert!(matches!(value, Value::Bool(_)), "the only ones here"),
            _ if plain => drop(annotations.insert(key_of_annotation, any(value))),
            key => drop(rest.insert(key.to_owned(), any(value))),
        }
    }
    set("name", name.into());
    if !annotations.is_empty() {
        set("annotations", annotations.into());
    }
    if !rest.is_empty() {
        metadata.insert("default".into(), rest.into());
    }
    let own = own(span);
    if !own.is_empty() {
        metadata.insert("traced".into(), own.into());
    }
    if !metadata.is_empty() {
        set("metadata", metadata.into());
    }
    document.into()
}

fn tag<'a>(span: &'a SpanData, name: &str) -> Option<&'a str> {
    span.tags.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.as_str())
}

/// The name of what a client or a producer calls.
fn called(span: &SpanData) -> Option<String> {
    if !matches!(span.kind, Kind::Client | Kind::Producer) {
        return None;
    }
    let any = |names: &[&str]| names.iter().find_map(|name| tag(span, name)).map(str::to_owned);
    let host = any(&["server.address", "net.peer.name", "peer.hostname"]);
    let database = any(&["db.name"]).map(|name| host.as_ref().map_or(name.clone(), |host| format!("{name}@{host}")));
    let address = any(&["network.peer.address", "net.sock.peer.addr", "peer.ipv4"]);
    any(&["peer.service"]).or(database).or(host).or(address)
}

fn own(span: &SpanData) -> Map<String, Json> {
    let mut own = Map::new();
    let mut set = |key: &str, value: Json| drop(own.insert(key.to_owned(), value));
    if !span.callsite.is_manual() {
        set("code.function.name", format!("{}::{}", span.callsite.module(), span.callsite.name()).into());
        set("code.file.path", span.callsite.file().into());
        set("code.line.number", span.callsite.line().into());
    }
    if span.kind != Kind::Internal {
        set("kind", span.kind.as_str().into());
    }
    if let Some(state) = span.context.trace_state() {
        set("trace_state", state.into());
    }
    let references = references(span);
    if !references.is_empty() {
        set("references", references.into());
    }
    if !span.logs.is_empty() {
        set("logs", logs(span).into());
    }
    own
}

pub fn trace_id(id: TraceId) -> String {
    let digits = id.to_string();
    format!("1-{}-{}", &digits[..8], &digits[8..])
}

/// As it is read from nine decimals.
pub fn seconds(time: SystemTime) -> Json {
    let since = time.duration_since(UNIX_EPOCH).unwrap();
    serde_json::from_str(&format!("{}.{:09}", since.as_secs(), since.subsec_nanos())).unwrap()
}

fn references(span: &SpanData) -> Vec<Json> {
    otel::references(span).iter().map(|found| reference(found.kind, &found.context)).collect()
}

pub fn reference(kind: ReferenceKind, context: &SpanContext) -> Json {
    let kind = if kind == ReferenceKind::ChildOf { "child_of" } else { "follows_from" };
    let mut found =
        json!({"trace_id": trace_id(context.trace_id()), "id": context.span_id().to_string(), "type": kind});
    if let Some(state) = context.trace_state() {
        found["trace_state"] = state.into();
    }
    found
}

fn is_error(log: &Log) -> bool {
    log.event() == Some("error")
}

fn sources(log: &Log) -> Vec<Value> {
    match log.field("error.chain") {
        Some(Value::List(sources)) => sources.clone(),
        _ => Vec::new(),
    }
}

/// The exceptions, the ids of which count from 0.
fn exceptions(span: &SpanData) -> Vec<Json> {
    let mut list = Vec::new();
    for log in span.logs.iter().filter(|log| is_error(log)) {
        let sources = sources(log);
        let last = list.len() + sources.len();
        let mut exception = json!({"type": log.field("error.kind").map(any), "message": log.field("message").map(any)});
        if let Some(file) = log.field("code.filepath") {
            exception["stack"] = json!([{"path": any(file), "line": any(log.field("code.lineno").unwrap())}]);
        }
        let all = std::iter::once(exception).chain(sources.iter().map(|source| json!({"message": any(source)})));
        for mut exception in all {
            let number = list.len();
            exception["id"] = format!("exception {number}").into();
            if number < last {
                exception["cause"] = format!("exception {}", number + 1).into();
            }
            if matches!(span.kind, Kind::Client | Kind::Producer) {
                exception["remote"] = true.into();
            }
            list.push(exception);
        }
    }
    list
}

fn logs(span: &SpanData) -> Vec<Json> {
    let mut exceptions = 0;
    let log = |log: &Log| {
        if is_error(log) {
            let number = exceptions;
            exceptions += 1 + sources(log).len();
            // All that such logs say here is in the exception.
            return json!({"time": seconds(log.time), "exception": format!("exception {number}"), "fields": {}});
        }
        let fields: Map<_, _> = log.fields.iter().map(|(key, value)| (key.to_string(), any(value))).collect();
        json!({"time": seconds(log.time), "fields": fields})
    };
    span.logs.iter().map(log).collect()
}

fn is_no_number(value: &Value) -> bool {
    matches!(value, Value::F64(number) if !number.is_finite())
}
