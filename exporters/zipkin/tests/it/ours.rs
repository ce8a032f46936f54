//! What the tests of all exporters ask of this one.

use traced_runtime::export::Batch;
use traced_zipkin::Encoder;
pub use traced_zipkin::{Builder, Compression, Exporter, from_env};

use crate::rules::checked;

pub const ENDPOINT: &str = "OTEL_EXPORTER_ZIPKIN_ENDPOINT";
pub const TARGET: &str = "api/v2/spans";
pub const CONTENT_TYPE: &str = "application/json";
pub const USER_AGENT: &str = "traced-zipkin/";

pub const SERVER_ERRORS_PASS: bool = true;

/// How many bytes a whole batch is.
pub fn encoded(batch: Batch<'_>) -> usize {
    Encoder::new().encode(&batch).len()
}

/// The numbers that `tap::with_spans` gave the spans.
pub fn numbers(body: &[u8]) -> Vec<u64> {
    checked(body).iter().map(|span| span["tags"]["n"].as_str().unwrap().parse().unwrap()).collect()
}

/// The names of a request's spans.
pub fn names(body: &[u8]) -> Vec<String> {
    checked(body).iter().map(|span| span["name"].as_str().unwrap().to_owned()).collect()
}

/// The name of the service that a request is from.
pub fn service(body: &[u8]) -> String {
    checked(body)[0]["localEndpoint"]["serviceName"].as_str().unwrap().to_owned()
}
