//! The program, once for each library.

pub mod plain;
pub mod floor;
pub mod traced;
pub mod fastrace;
pub mod tracing;
pub mod otel;
pub mod tracing_otel;
