//! A line of OTLP's JSON: an `ExportTraceServiceRequest`, as "OTLP/JSON" in OpenTelemetry's protocol specification writes it.

use std::rc::Rc;

use serde::{Deserialize, Deserializer, de};

use super::span::{Log, Span};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    resource_spans: Vec<ResourceSpans>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResourceSpans {
    #[serde(default)]
    resource: Resource,
    #[serde(default)]
    scope_spans: Vec<ScopeSpans>,
}

#[derive(Default, Deserialize)]
struct Resource {
    #[serde(default)]
    attributes: Vec<Attribute>,
}

#[derive(Deserialize)]
struct ScopeSpans {
    #[serde(default)]
    spans: Vec<Told>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    trace_id: String,
    span_id: String,
    #[serde(default)]
    parent_span_id: String,
    #[serde(default)]
    name: String,
    #[serde(default, deserialize_with = "number")]
    start_time_unix_nano: u64,
    #[serde(default, deserialize_with = "number")]
    end_time_unix_nano: u64,
    #[serde(default)]
    attributes: Vec<Attribute>,
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    status: Status,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    #[serde(default, deserialize_with = "number")]
    time_unix_nano: u64,
    #[serde(default)]
    name: String,
    #[serde(default)]
    attributes: Vec<Attribute>,
}

#[derive(Default, Deserialize)]
struct Status {
    #[serde(default)]
    code: serde_json::Value,
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
struct Attribute {
    key: String,
    #[serde(default)]
    value: Value,
}

/// Exactly one of them is there.
#[expect(clippy::struct_field_names, reason = "the names are the format's")]
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Value {
    string_value: Option<String>,
    bool_value: Option<bool>,
    int_value: Option<serde_json::Value>,
    double_value: Option<serde_json::Value>,
    bytes_value: Option<String>,
    array_value: Option<Box<List>>,
    kvlist_value: Option<Box<Pairs>>,
}

#[derive(Default, Deserialize)]
struct List {
    #[serde(default)]
    values: Vec<Value>,
}

#[derive(Default, Deserialize)]
struct Pairs {
    #[serde(default)]
    values: Vec<Attribute>,
}

/// A number of 64 bits, which is text in JSON, and not everywhere.
fn number<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    match serde_json::Value::deserialize(from)? {
        serde_json::Value::String(text) => text.parse().map_err(de::Error::custom),
        serde_json::Value::Number(number) => number.as_u64().ok_or_else(|| de::Error::custom("not a time")),
        serde_json::Value::Null => Ok(0),
        _ => Err(de::Error::custom("not a time")),
    }
}

/// Numbers and words without quotes.
fn bare(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Value {
    fn text(self) -> String {
        let whole = [self.int_value, self.double_value].into_iter().flatten().next();
        match (self.string_value, self.bool_value, whole, self.bytes_value, self.array_value, self.kvlist_value) {
            (Some(text), ..) => text,
            (_, Some(value), ..) => value.to_string(),
            (_, _, Some(number), ..) => bare(&number),
            (_, _, _, Some(bytes), ..) => bytes,
            (_, _, _, _, Some(list), _) => {
                let values: Vec<_> = list.values.into_iter().map(Self::text).collect();
                format!("[{}]", values.join(", "))
            }
            (.., Some(pairs)) => {
                let pairs: Vec<_> =
                    fields(pairs.values).into_iter().map(|(key, value)| format!("{key}: {value}")).collect();
                format!("{{{}}}", pairs.join(", "))
            }
            _ => String::new(),
        }
    }
}

fn fields(attributes: Vec<Attribute>) -> Vec<(String, String)> {
    attributes.into_iter().map(|Attribute { key, value }| (key, value.text())).collect()
}

/// The spans of a line.
///
/// # Errors
/// What is wrong with it.
pub(super) fn spans(line: &[u8], into: &mut Vec<Span>) -> Result<(), String> {
    let request: Request = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    for ResourceSpans { resource, scope_spans } in request.resource_spans {
        let mut attributes = fields(resource.attributes).into_iter();
        let service = attributes.find(|(key, _)| key == "service.name").map(|(_, value)| value).unwrap_or_default();
        let service: Rc<str> = service.into();
        into.extend(scope_spans.into_iter().flat_map(|scope| scope.spans).map(|told| span(told, &service)));
    }
    Ok(())
}

fn span(told: Told, service: &Rc<str>) -> Span {
    let logs: Vec<_> = told
        .events
        .into_iter()
        .map(|event| Log { time: event.time_unix_nano, name: event.name, fields: fields(event.attributes) })
        .collect();
    let failed = told.status.code == 2 || told.status.code == "STATUS_CODE_ERROR";
    let is_root = told.parent_span_id.bytes().all(|byte| byte == b'0');
    Span {
        trace: told.trace_id.to_ascii_lowercase().into(),
        id: told.span_id.to_ascii_lowercase(),
        parent: if is_root { String::new() } else { told.parent_span_id.to_ascii_lowercase() },
        service: Rc::clone(service),
        name: told.name,
        start: told.start_time_unix_nano,
        end: told.end_time_unix_nano,
        tags: fields(told.attributes),
        logs,
        failure: failed.then_some(told.status.message),
    }
}
