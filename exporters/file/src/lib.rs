//! Spans to files: where they are, how they rotate, and the exporter that writes lines of OTLP's JSON to them.
#![doc = ""]
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod error;
mod path;
mod file;
mod output;
mod exporter;
mod builder;

pub use builder::Builder;
pub use error::FileError;
pub use exporter::Exporter;
