//! How spans are written down: the writers of protobuf and JSON, and OTLP in both. What exporters share; nothing here does I/O.
//!
//! `traced-otlp`, `traced-file`, `traced-zipkin` and `traced-jaeger` are made of it. Encoders read borrowed views and write into a buffer that they keep, so
//! that from the second batch on they allocate nothing; what all spans of a callsite have in common is encoded once.
//!
//! ```
//! use traced_encode::{OtlpJson, json};
//! use traced_runtime::export::{Batch, ExportError, Exporter};
//!
//! /// Prints every batch as a line of OTLP's JSON.
//! struct Print(OtlpJson);
//!
//! impl Exporter for Print {
//!     fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
//!         println!("{}", String::from_utf8_lossy(self.0.encode(batch)));
//!         Ok(())
//!     }
//! }
//!
//! let mut out = Vec::new();
//! json::string(&mut out, "tab\there");
//! assert_eq!(out, br#""tab\there""#);
//! ```
#![forbid(unsafe_code)]

pub mod wire;
mod borrowed;
pub mod json;
mod callsites;
mod parts;
mod references;
pub mod tags;
mod otlp;

pub use borrowed::borrowed;
pub use callsites::PerCallsite;
pub use otlp::{OtlpJson, OtlpProtobuf, names, path};
pub use parts::{Part, Parts};
pub use references::{reference_kind, references};
