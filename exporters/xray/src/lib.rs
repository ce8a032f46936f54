//! AWS X-Ray's segment documents over UDP: configuration, encoding, and the exporter that joins them with a socket.
#![doc = ""]
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod config;
mod encode;
mod exporter;
mod builder;

pub use builder::Builder;
#[doc(hidden)]
pub use encode::Encoder;
pub use exporter::{Exporter, from_env};
pub use traced_http::ConfigError;
