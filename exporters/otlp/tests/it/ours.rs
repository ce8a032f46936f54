//! What the tests of all exporters ask of this one.

use opentelemetry_proto::tonic::common::v1::any_value::Value;
use traced_otlp::Encoder;
pub use traced_otlp::{Builder, Compression, Exporter, from_env};
use traced_runtime::export::Batch;

use crate::decode;
pub use crate::decode::numbers;

pub const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
pub const TARGET: &str = "v1/traces";
pub const CONTENT_TYPE: &str = "application/x-protobuf";
pub const USER_AGENT: &str = "traced-otlp/";

/// OTLP has a list of what passes, and 500 is not in it.
pub const SERVER_ERRORS_PASS: bool = false;

/// How many bytes a whole batch is.
pub fn encoded(batch: Batch<'_>) -> usize {
    Encoder::new().encode(&batch).len()
}

/// The names of a request's spans.
pub fn names(body: &[u8]) -> Vec<String> {
    decode::spans(body).into_iter().map(|span| span.name).collect()
}

/// The name of the service that a request is from.
pub fn service(body: &[u8]) -> String {
    let resource = decode::request(body).resource_spans.swap_remove(0).resource.unwrap();
    match decode::attribute(&resource.attributes, "service.name") {
        Value::StringValue(name) => name.clone(),
        other => panic!("not a name: {other:?}"),
    }
}
