//! What Jaeger shows of a span that was sent to it, by its documentation and OpenTelemetry's "Transformation to Jaeger": of what
//! `expected.rs` says of OTLP and `plain.rs` of Thrift.

use serde_json::{Value as Json, json};

/// What is said of a process in Thrift.
pub fn process(process: &Json) -> Json {
    let tags = by(list(&process["tags"]).iter().map(of_tag).collect(), "key");
    json!({"serviceName": process["serviceName"], "tags": tags})
}

/// The same of a resource in OTLP.
pub fn resource(resource: &Json) -> Json {
    let tags: Vec<_> = list(&resource["attributes"]).iter().map(of_attribute).collect();
    let (names, tags): (Vec<_>, Vec<_>) = tags.into_iter().partition(|tag| tag["key"] == "service.name");
    json!({"serviceName": names[0]["value"], "tags": by(tags, "key")})
}

/// In `/api/traces`, of a span in Thrift. It shows no flags.
pub fn of_thrift(span: &Json) -> Json {
    let trace = digits(&span["traceIdHigh"]) + &digits(&span["traceIdLow"]);
    let mut references = Vec::new();
    if span["parentSpanId"] != json!(0) {
        references.push(reference("CHILD_OF", &trace, &digits(&span["parentSpanId"])));
    }
    for other in list(&span["references"]) {
        let kind = ["CHILD_OF", "FOLLOWS_FROM"][usize::from(other["refType"] == json!(1))];
        let trace = digits(&other["traceIdHigh"]) + &digits(&other["traceIdLow"]);
        references.push(reference(kind, &trace, &digits(&other["spanId"])));
    }
    let logs = list(&span["logs"]).iter().map(|log| {
        let fields = list(&log["fields"]).iter().map(of_tag).collect();
        json!({"timestamp": log["timestamp"], "fields": by(fields, "key")})
    });
    json!({
        "traceID": short(&trace),
        "spanID": digits(&span["spanId"]),
        "operationName": span["operationName"],
        "references": references,
        "startTime": span["startTime"],
        "duration": span["duration"],
        "tags": by(list(&span["tags"]).iter().map(of_tag).collect(), "key"),
        "logs": logs.collect::<Vec<_>>(),
    })
}

/// In `/api/traces`, of a span in OTLP.
pub fn of_otlp(span: &Json, scope: &Json) -> Json {
    let trace = text(&span["traceId"]);
    let mut references = Vec::new();
    if let Some(parent) = span["parentSpanId"].as_str() {
        references.push(reference("CHILD_OF", trace, parent));
    }
    for link in list(&span["links"]) {
        let kind = text(&link["attributes"][0]["value"]["stringValue"]).to_uppercase();
        references.push(reference(&kind, text(&link["traceId"]), text(&link["spanId"])));
    }
    let mut tags: Vec<_> = list(&span["attributes"]).iter().map(of_attribute).collect();
    let mut set = |key: &str, value: &Json| tags.push(tag(key, "string", value.clone()));
    set("otel.scope.name", &scope["name"]);
    set("otel.scope.version", &scope["version"]);
    set("span.kind", &text(&span["kind"]).trim_start_matches("SPAN_KIND_").to_lowercase().into());
    if let Some(state) = span.get("traceState") {
        set("w3c.tracestate", state);
    }
    if let Some(status) = span.get("status") {
        set("otel.status_code", &"ERROR".into());
        status.get("message").into_iter().for_each(|message| set("otel.status_description", message));
        tags.push(tag("error", "bool", true));
    }
    let logs = list(&span["events"]).iter().map(|event| {
        let mut fields: Vec<_> = list(&event["attributes"]).iter().map(of_attribute).collect();
        fields.push(tag("event", "string", event["name"].clone()));
        json!({"timestamp": nanos(&event["timeUnixNano"]) / 1000, "fields": by(fields, "key")})
    });
    let (start, end) = (nanos(&span["startTimeUnixNano"]), nanos(&span["endTimeUnixNano"]));
    json!({
        "traceID": short(trace),
        "spanID": span["spanId"],
        "operationName": span["name"],
        "references": references,
        "startTime": start / 1000,
        "duration": (end - start) / 1000,
        "tags": by(tags, "key"),
        "logs": logs.collect::<Vec<_>>(),
    })
}

/// In `/api/v3/traces`: its enumerations are numbers, a status there is always, and no span has no length.
pub fn in_v3(mut span: Json) -> Json {
    let kinds =
        ["", "SPAN_KIND_INTERNAL", "SPAN_KIND_SERVER", "SPAN_KIND_CLIENT", "SPAN_KIND_PRODUCER", "SPAN_KIND_CONSUMER"];
    span["kind"] = kinds.iter().position(|kind| *kind == text(&span["kind"])).into();
    match span.get_mut("status") {
        Some(status) => status["code"] = 2.into(),
        None => span["status"] = json!({}),
    }
    if span["startTimeUnixNano"] == span["endTimeUnixNano"] {
        span["endTimeUnixNano"] = (nanos(&span["endTimeUnixNano"]) + 1).to_string().into();
    }
    in_order(span)
}

/// What Jaeger gives back, without what it says of its own, and in the order in which this file has it: its own depends on who has asked before.
pub fn in_order(mut span: Json) -> Json {
    for (lists, order, inner) in [
        ("tags", "key", ""),
        ("attributes", "key", ""),
        ("logs", "timestamp", "fields"),
        ("events", "timeUnixNano", "attributes"),
    ] {
        let Some(list) = span.get_mut(lists).and_then(Json::as_array_mut) else { continue };
        list.retain(|item| item["key"] != "@jaeger@warnings");
        sort(list, order);
        list.iter_mut().filter_map(|item| item.get_mut(inner)?.as_array_mut()).for_each(|items| sort(items, "key"));
    }
    if span["attributes"] == json!([]) {
        span.as_object_mut().expect("a span").remove("attributes");
    }
    span
}

fn sort(list: &mut [Json], key: &str) {
    list.sort_by_key(|item| item[key].to_string());
}

fn by(mut list: Vec<Json>, key: &str) -> Vec<Json> {
    sort(&mut list, key);
    list
}

fn tag(key: &str, kind: &str, value: impl Into<Json>) -> Json {
    json!({"key": key, "type": kind, "value": value.into()})
}

fn reference(kind: &str, trace: &str, span: &str) -> Json {
    json!({"refType": kind, "traceID": short(trace), "spanID": span})
}

/// Of 64 bits in 16 digits.
pub fn short(trace: &str) -> &str {
    trace.strip_prefix("0000000000000000").unwrap_or(trace)
}

fn digits(number: &Json) -> String {
    format!("{:016x}", number.as_i64().expect("Thrift's integers are signed"))
}

fn nanos(text: &Json) -> u64 {
    text.as_str().and_then(|text| text.parse().ok()).expect("OTLP's JSON has numbers of 64 bits as text")
}

/// What a number of JavaScript cannot hold is text.
fn int(number: i64) -> Json {
    if number.unsigned_abs() < 1 << 53 { number.into() } else { number.to_string().into() }
}

fn of_tag(thrift: &Json) -> Json {
    let key = text(&thrift["key"]);
    match thrift["vType"].as_u64() {
        Some(0) => tag(key, "string", thrift["vStr"].clone()),
        Some(1) => {
            let bits = u64::from_str_radix(text(&thrift["vDouble"]), 16).expect("bits");
            tag(key, "float64", f64::from_bits(bits))
        }
        Some(2) => tag(key, "bool", thrift["vBool"].clone()),
        Some(3) => tag(key, "int64", int(thrift["vLong"].as_i64().expect("an integer"))),
        _ => {
            assert_eq!(thrift["vBinary"], "007f80ff", "the only bytes here");
            tag(key, "binary", "AH+A/w==")
        }
    }
}

fn of_attribute(attribute: &Json) -> Json {
    let key = text(&attribute["key"]);
    let (kind, value) = attribute["value"].as_object().and_then(|value| value.iter().next()).expect("a value");
    match kind.as_str() {
        "stringValue" => tag(key, "string", value.clone()),
        "boolValue" => tag(key, "bool", value.clone()),
        "intValue" => tag(key, "int64", int(text(value).parse().expect("an integer"))),
        "doubleValue" => tag(key, "float64", value.clone()),
        "bytesValue" => tag(key, "binary", value.clone()),
        "arrayValue" => tag(key, "string", list(&value["values"]).iter().map(item).collect::<Json>().to_string()),
        other => panic!("{other}"),
    }
}

/// OpenTelemetry, "`AnyValue` representation for non-OTLP protocols".
fn item(value: &Json) -> Json {
    match value.get("intValue") {
        Some(number) => text(number).parse::<i64>().expect("an integer").into(),
        None => value.as_object().and_then(|value| value.values().next()).expect("a value").clone(),
    }
}

/// The items; what is not there has none.
pub fn list(json: &Json) -> &[Json] {
    json.as_array().map_or(&[], Vec::as_slice)
}

pub fn text(json: &Json) -> &str {
    json.as_str().expect("text")
}
