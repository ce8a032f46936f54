//! What OpenTelemetry says to all exporters that are not its own, written down from the specification.

use serde_json::{Value as Json, json};
use traced_runtime::{Reference, ReferenceKind, SpanData, Value};

/// OpenTelemetry, "`AnyValue` representation for non-OTLP protocols".
pub fn any(value: &Value) -> Json {
    match value {
        Value::Bool(v) => json!(v),
        Value::I64(v) => json!(v),
        Value::U64(v) => json!(v),
        Value::F64(v) if v.is_nan() => json!("NaN"),
        Value::F64(v) if *v == f64::INFINITY => json!("Infinity"),
        Value::F64(v) if *v == f64::NEG_INFINITY => json!("-Infinity"),
        Value::F64(v) => json!(v),
        Value::Str(v) => json!(v),
        Value::Bytes(v) => {
            assert_eq!(v, &[0, 127, 128, 255], "the only bytes here");
            json!("AH+A/w==")
        }
        Value::List(items) => items.iter().map(any).collect(),
        other => panic!("{other:?}"),
    }
}

/// The references of a span beside the one that is its parent.
pub fn references(span: &SpanData) -> Vec<Reference> {
    let mut list = span.references.clone();
    let is_parent =
        |found: &Reference| found.kind == ReferenceKind::ChildOf && Some(found.context.span_id()) == span.parent_id;
    if let Some(at) = list.iter().position(is_parent) {
        list.remove(at);
    }
    list
}
