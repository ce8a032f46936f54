//! Records of the crate `log` as logs of the current span.
#![doc = ""]
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

#[cfg(feature = "kv")]
mod pairs;
mod record;
mod logger;

pub use logger::{InstallError, Logger};
