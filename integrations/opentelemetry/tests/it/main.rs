//! What OpenTelemetry's API records, in our traces, and ours in its contexts.

mod support;
mod parents;
mod attached;
mod records;
mod contexts;
mod propagator;
mod library;
