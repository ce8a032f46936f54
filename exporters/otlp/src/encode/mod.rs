//! Views to protobuf bytes: values and names, then what is built of them.

mod value;
mod names;
mod prefix;
mod event;
mod link;
mod span;
mod request;

pub use request::Encoder;
pub(crate) use request::Part;
