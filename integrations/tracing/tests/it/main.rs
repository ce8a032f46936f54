//! Spans of `tracing` among ours. What is expected follows from what `tracing` documents of parents, fields and events.

#[path = "../../../../tests/shared/failed.rs"]
mod failed;
#[path = "../../../../tests/shared/spans.rs"]
mod spans;
mod subscriber;
mod parents;
mod fields;
mod conventions;
mod events;
mod order;
mod tasks;
mod filters;
mod library;
