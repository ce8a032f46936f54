//! Our bytes as an independent decoder sees them.

use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{AnyValue, KeyValue, any_value::Value},
    trace::v1::Span,
};
use prost::Message as _;

pub fn request(body: &[u8]) -> ExportTraceServiceRequest {
    ExportTraceServiceRequest::decode(body).expect("it is an ExportTraceServiceRequest")
}

/// All spans of a request.
pub fn spans(body: &[u8]) -> Vec<Span> {
    let scopes = request(body).resource_spans.into_iter().flat_map(|spans| spans.scope_spans);
    scopes.flat_map(|spans| spans.spans).collect()
}

/// The numbers that `tap::with_spans` gave them.
pub fn numbers(body: &[u8]) -> Vec<u64> {
    let number = |span: Span| match attribute(&span.attributes, "n") {
        Value::IntValue(n) => u64::try_from(*n).unwrap(),
        other => panic!("not a number: {other:?}"),
    };
    spans(body).into_iter().map(number).collect()
}

/// The value of an attribute, which is there exactly once.
#[track_caller]
pub fn attribute<'a>(attributes: &'a [KeyValue], key: &str) -> &'a Value {
    let mut found = attributes.iter().filter(|attribute| attribute.key == key);
    let value = found.next().unwrap_or_else(|| panic!("no {key} in {attributes:#?}"));
    assert!(found.next().is_none(), "{key} is there twice");
    value.value.as_ref().and_then(|any| any.value.as_ref()).expect("it has a value")
}

pub fn text(value: &str) -> Value {
    Value::StringValue(value.to_owned())
}

pub fn any(value: Value) -> AnyValue {
    AnyValue { value: Some(value) }
}

pub fn key_value(key: &str, value: Value) -> KeyValue {
    KeyValue { key: key.to_owned(), value: Some(any(value)), ..KeyValue::default() }
}
