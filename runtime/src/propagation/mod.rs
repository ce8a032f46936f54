//! Context across processes: carriers, and the formats in which they are written.

mod carrier;
mod hex;
mod line;
mod found;
mod error;
mod tracestate;
mod traceparent;
mod baggage;
mod prefixed;
mod b3;
mod jaeger;
mod open_tracing;
mod xray;
mod cloud_trace;
mod open_census;
mod format;
mod installed;

pub(crate) use installed::set as install;
pub use {
    carrier::{Extract, Inject, TextMap},
    error::ExtractError,
    format::Propagation,
    installed::{extract, inject},
};

#[cfg(test)]
mod tests;
