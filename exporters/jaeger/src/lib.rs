//! Jaeger's Thrift over HTTP and over UDP: configuration, encoding, and the exporter that joins them with a client or a socket.
#![doc = ""]
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod thrift;
mod config;
mod encode;
mod exporter;
mod builder;

pub use builder::Builder;
pub use config::Protocol;
#[doc(hidden)]
pub use encode::{BinaryEncoder, CompactEncoder, Encoder};
pub use exporter::{Exporter, from_env};
pub use traced_http::{Compression, ConfigError, SpoolDropped, SpoolHandle, SpoolStats};
