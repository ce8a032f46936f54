//! What OpenTelemetry's API records, in our traces, and ours in its contexts.

#[path = "../../../../tests/shared/failed.rs"]
mod failed;
#[path = "../../../../tests/shared/spans.rs"]
mod spans;
mod support;
mod parents;
mod attached;
mod records;
mod contexts;
mod propagator;
mod library;
