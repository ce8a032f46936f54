//! Views to OTLP's JSON: values, then what is built of them.
//!
//! As "JSON Protobuf Encoding" of the OTLP specification says: ids in hexadecimal, enumerations as numbers, integers of 64 bits as
//! text, names in lowerCamelCase, and what is zero or empty left out.

mod value;
mod prefix;
mod event;
mod link;
mod span;
mod request;

pub use request::OtlpJson;
