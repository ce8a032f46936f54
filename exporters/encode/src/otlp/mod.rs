//! Spans as OTLP has them: what is called what and goes where, then the two ways to write that down.

pub mod names;
mod mapping;
mod protobuf;
mod json;

pub use json::OtlpJson;
pub use mapping::path;
pub use protobuf::OtlpProtobuf;
