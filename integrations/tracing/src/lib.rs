//! A layer for `tracing-subscriber` that makes spans and events of `tracing` part of the traces of `traced`.
#![doc = ""]
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod site;
mod fields;
mod conventions;
mod event;
mod entered;
mod layer;
mod ids;

pub use ids::{Ids, SpanExt, ids};
pub use layer::{Layer, layer};
