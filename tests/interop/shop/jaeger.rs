//! What a Jaeger shows: what it has to be, by OpenTelemetry's "Transformation to Jaeger", of what stands in the files.

#[path = "../jaeger/shown.rs"]
#[expect(dead_code, reason = "the shop's files hold nothing in Thrift")]
mod shown;

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::{
    api::{self, recorded_as},
    lines::{Line, list, text_of},
    trees::Seen,
};

/// What all of a trace's spans are shown as, by id: each with its process in the place of that one's number.
pub fn trace(url: &str, id: &str, spans: usize) -> BTreeMap<String, Json> {
    api::until_there(&format!("{url}/api/traces/{id}"), spans, |answer| {
        let mut found = BTreeMap::new();
        for trace in list(&answer["data"]) {
            for span in list(&trace["spans"]) {
                let mut span = span.clone();
                span["process"] = trace["processes"][text_of(&span["processID"])].clone();
                found.insert(text_of(&span["spanID"]), in_order(span));
            }
        }
        found
    })
}

/// In an order of ours, and without what Jaeger says of its own.
fn in_order(mut span: Json) -> Json {
    for own in ["processID", "warnings"] {
        span.as_object_mut().expect("a span").remove(own);
    }
    span["process"] = shown::in_order(span["process"].take());
    shown::in_order(span)
}

pub fn seen(span: &Json) -> Seen {
    let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut tags: BTreeMap<_, _> =
        list(&span["tags"]).iter().map(|tag| (text_of(&tag["key"]), text(&tag["value"]))).collect();
    let failed = if tags.get("error").is_some_and(|error| error == "true") { "errored" } else { "" };
    let kind = tags.remove("span.kind").filter(|kind| kind != "internal");
    Seen {
        id: text_of(&span["spanID"]),
        parent: list(&span["references"])
            .iter()
            .find(|to| to["refType"] == "CHILD_OF")
            .map(|to| text_of(&to["spanID"])),
        service: text_of(&span["process"]["serviceName"]),
        name: text_of(&span["operationName"]),
        kind: kind.unwrap_or_default(),
        start: span["startTime"].as_u64().expect("each has one"),
        outcome: tags.remove("traced.outcome").unwrap_or_else(|| failed.to_owned()),
        tags,
    }
}

/// Of what came in OTLP.
pub fn expected_of_otlp(line: &Line) -> Json {
    expected(line, line.span.clone())
}

/// Of what came in Thrift: with the scope's old names too, no word for what is internal, and logs as they were recorded.
pub fn expected_of_thrift(line: &Line) -> Json {
    let mut span = line.span.clone();
    let rename = |name: &mut Json| *name = recorded_as(&text_of(name)).into();
    for event in span.get_mut("events").and_then(Json::as_array_mut).into_iter().flatten() {
        rename(&mut event["name"]);
        let attributes = event["attributes"].as_array_mut().expect("a list");
        // A text that OTLP has beside what was recorded.
        attributes.retain(|attribute| attribute["key"] != "exception.stacktrace");
        attributes.iter_mut().for_each(|attribute| rename(&mut attribute["key"]));
    }
    let mut shown = expected(line, span);
    let tags = shown["tags"].as_array_mut().expect("a list");
    tags.retain(|tag| tag["key"] != "span.kind" || tag["value"] != "internal");
    for which in ["name", "version"] {
        tags.push(json!({"key": format!("otel.library.{which}"), "type": "string", "value": line.scope[which]}));
    }
    in_order(shown)
}

/// Of a span as it is in OTLP, but for its kind, which files have as a number.
fn expected(line: &Line, mut span: Json) -> Json {
    span["kind"] = if line.kind().is_empty() { "internal" } else { line.kind() }.into();
    let mut shown = shown::of_otlp(&span, &line.scope);
    shown["process"] = shown::resource(&json!({"attributes": line.resource}));
    in_order(shown)
}
