//! OTLP over HTTP: configuration, encoding, transport, and the exporter that joins them.
#![doc = ""]
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod wire;
mod config;
mod encode;
mod transport;
mod delivery;
mod exporter;
mod builder;

pub use builder::Builder;
pub use config::{Compression, ConfigError};
#[doc(hidden)]
pub use encode::Encoder;
pub use exporter::{Exporter, from_env};
