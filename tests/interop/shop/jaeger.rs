//! What a Jaeger shows: what it has to be, by OpenTelemetry's "Transformation to Jaeger", of what stands in the files.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::{
    api::{self, recorded_as},
    lines::{Line, list, nanos, text_of},
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

/// Without what Jaeger says of its own, and with keys in order, as its own depends on who has asked before.
fn in_order(mut span: Json) -> Json {
    for own in ["processID", "warnings"] {
        span.as_object_mut().expect("a span").remove(own);
    }
    let sort = |list: &mut Json| list.as_array_mut().expect("a list").sort_by_key(|item| text_of(&item["key"]));
    sort(&mut span["tags"]);
    sort(&mut span["process"]["tags"]);
    for log in span["logs"].as_array_mut().expect("a list") {
        sort(&mut log["fields"]);
    }
    span
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
    let kind = if line.kind().is_empty() { "internal" } else { line.kind() };
    expected(line, vec![text("span.kind", kind)], tag, text_of)
}

/// Of what came in Thrift: with the scope's old names too, no word for what is internal, and logs as they were recorded.
pub fn expected_of_thrift(line: &Line) -> Json {
    let kind = (!line.kind().is_empty()).then(|| text("span.kind", line.kind()));
    let library = ["name", "version"].map(|which| text(&format!("otel.library.{which}"), &text_of(&line.scope[which])));
    let field = |attribute: &Json| {
        let mut field = tag(attribute);
        field["key"] = recorded_as(&text_of(&attribute["key"])).into();
        field
    };
    expected(line, kind.into_iter().chain(library).collect(), field, |name| recorded_as(&text_of(name)).to_owned())
}

fn text(key: &str, value: &str) -> Json {
    json!({"key": key, "type": "string", "value": value})
}

/// `tags`: what stands beside those that are the same whichever way they came.
fn expected(line: &Line, mut tags: Vec<Json>, field: fn(&Json) -> Json, event_name: fn(&Json) -> String) -> Json {
    let Line { span, resource, scope } = line;
    let parent = span.get("parentSpanId");
    let parent = parent.map(|parent| json!({"refType": "CHILD_OF", "traceID": span["traceId"], "spanID": parent}));
    let (start, end) = (nanos(&span["startTimeUnixNano"]), nanos(&span["endTimeUnixNano"]));
    tags.extend(list(&span["attributes"]).iter().map(tag));
    tags.push(text("otel.scope.name", &text_of(&scope["name"])));
    tags.push(text("otel.scope.version", &text_of(&scope["version"])));
    if let Some(status) = span.get("status") {
        tags.push(json!({"key": "error", "type": "bool", "value": true}));
        tags.push(text("otel.status_code", "ERROR"));
        tags.extend(status.get("message").map(|message| text("otel.status_description", &text_of(message))));
    }
    let logs = list(&span["events"]).iter().map(|event| {
        let name = event_name(&event["name"]);
        // A text that OTLP has beside what was recorded.
        let is_recorded = |attribute: &&Json| name == "exception" || attribute["key"] != "exception.stacktrace";
        let mut fields: Vec<_> = list(&event["attributes"]).iter().filter(is_recorded).map(field).collect();
        fields.push(text("event", &name));
        json!({"timestamp": nanos(&event["timeUnixNano"]) / 1000, "fields": fields})
    });
    let about = resource.iter().filter(|attribute| attribute["key"] != "service.name").map(tag);
    in_order(json!({
        "traceID": span["traceId"],
        "spanID": span["spanId"],
        "operationName": span["name"],
        "references": parent.into_iter().collect::<Vec<_>>(),
        "startTime": start / 1000,
        "duration": (end - start) / 1000,
        "tags": tags,
        "logs": logs.collect::<Vec<_>>(),
        "process": {"serviceName": line.service(), "tags": about.collect::<Vec<_>>()},
    }))
}

fn tag(attribute: &Json) -> Json {
    let (kind, value) = attribute["value"].as_object().and_then(|value| value.iter().next()).expect("a value");
    let (kind, value) = match kind.as_str() {
        "stringValue" => ("string", value.clone()),
        "boolValue" => ("bool", value.clone()),
        "intValue" => ("int64", text_of(value).parse::<i64>().expect("a number").into()),
        "arrayValue" => {
            let texts: Json = list(&value["values"]).iter().map(|item| item["stringValue"].clone()).collect();
            ("string", texts.to_string().into())
        }
        other => panic!("the shop says nothing in {other}"),
    };
    json!({"key": attribute["key"], "type": kind, "value": value})
}
