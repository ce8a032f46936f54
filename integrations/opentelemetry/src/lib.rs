//! OpenTelemetry's tracing API over `traced`: its tracers make our spans, its contexts carry them, and its propagators are ours.
#![doc = ""]
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod baggage;
mod kept;
mod contexts;
mod secret;
mod records;
mod attached;
mod span;
mod tracer;
mod current;
mod propagator;

pub use crate::{
    baggage::{from_baggage, to_baggage},
    contexts::{from_context, from_span_context, to_context, to_span_context},
    current::{InContext, context, future_in_context, in_context},
    propagator::Propagator,
    span::Span,
    tracer::{Provider, Tracer, provider},
};
