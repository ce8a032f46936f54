//! What the tests of all exporters ask of this one.

use serde_json::Value as Json;
use traced_jaeger::BinaryEncoder;
pub use traced_jaeger::{Builder, Compression, Exporter, from_env};
use traced_runtime::export::Batch;

use crate::decode;

pub const ENDPOINT: &str = "OTEL_EXPORTER_JAEGER_ENDPOINT";
pub const TARGET: &str = "api/traces?format=jaeger.thrift";
pub const CONTENT_TYPE: &str = "application/x-thrift";
pub const USER_AGENT: &str = "traced-jaeger/";

pub const SERVER_ERRORS_PASS: bool = true;

/// How many bytes a whole batch is.
pub fn encoded(batch: Batch<'_>) -> usize {
    BinaryEncoder::new().encode(&batch).len()
}

fn spans(body: &[u8]) -> Vec<Json> {
    decode::body(body)["spans"].as_array().unwrap().clone()
}

/// The numbers that `tap::with_spans` gave the spans.
pub fn numbers(body: &[u8]) -> Vec<u64> {
    let number = |span: &Json| {
        let tag = span["tags"].as_array()?.iter().find(|tag| tag["key"] == "n")?;
        tag["vLong"].as_u64()
    };
    spans(body).iter().map(|span| number(span).unwrap()).collect()
}

/// The names of a request's spans.
pub fn names(body: &[u8]) -> Vec<String> {
    spans(body).iter().map(|span| span["operationName"].as_str().unwrap().to_owned()).collect()
}

/// The name of the service that a request is from.
pub fn service(body: &[u8]) -> String {
    decode::body(body)["process"]["serviceName"].as_str().unwrap().to_owned()
}
