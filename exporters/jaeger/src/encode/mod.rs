//! Views to `jaeger.thrift`: values, then what a span is made of, then the span and the batch of them.

mod tags;
mod reference;
mod log;
mod process;
mod prefix;
mod span;
mod request;

pub(crate) use request::Packet;
pub use request::{BinaryEncoder, CompactEncoder, Encoder};
