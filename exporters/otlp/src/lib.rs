//! OTLP over HTTP and gRPC: configuration, transport, and the exporter that joins them with an encoder.
#![doc = ""]
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod config;
mod encoder;
mod transport;
mod exporter;
mod builder;

pub use builder::Builder;
pub use config::Protocol;
pub use exporter::{Exporter, from_env};
#[doc(hidden)]
pub use traced_encode::OtlpProtobuf as Encoder;
pub use traced_http::{Compression, ConfigError, SpoolDropped, SpoolHandle, SpoolStats};
