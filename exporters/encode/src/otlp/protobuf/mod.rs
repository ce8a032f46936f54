//! Views to protobuf bytes: values, then what is built of them.

mod value;
mod prefix;
mod event;
mod link;
mod span;
mod request;

pub use request::OtlpProtobuf;
