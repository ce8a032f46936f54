//! Views to Zipkin's JSON: values, then what a span is made of, then the span and the list of them.

mod value;
mod endpoint;
mod peer;
mod tags;
mod annotation;
mod common;
mod prefix;
mod span;
mod request;

pub use request::Encoder;

#[cfg(test)]
mod tests;
