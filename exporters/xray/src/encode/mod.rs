//! Views to segment documents: values, names and ids, the sheets they are written on, then what a span is made of, then the span.

mod value;
mod name;
mod ids;
mod sheet;
mod facts;
mod status;
mod http;
mod sql;
mod aws;
mod stack;
mod cause;
mod annotation;
mod reference;
mod log;
mod common;
mod prefix;
mod span;
mod request;

pub use request::Encoder;
pub(crate) use sheet::Documents;

#[cfg(test)]
mod tests;
