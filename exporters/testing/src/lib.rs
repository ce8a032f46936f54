//! What the tests of exporters have in common: spans and batches, what stands in for peers, and processes of tests' own.
//!
//! In `shared/` are tests that exporters include as modules of their own, where they find the exporter and what it is asked: as
//! `crate::ours` those over HTTP (`http.rs`, `env.rs`, `spool.rs`), as `crate::udp` those over UDP (`datagrams.rs`).
#![forbid(unsafe_code)]
#![allow(clippy::missing_panics_doc, reason = "that is how tests fail")]

pub mod tap;
pub mod calls;
pub mod program;
pub mod generated;
pub mod otel;
pub mod process;
pub mod server;
pub mod udp;
pub mod foreign;
