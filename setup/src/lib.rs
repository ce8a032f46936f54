//! From `traced.toml` to recording: its exporters, its limits, and its rules, which hold anew whenever the file changes.
//!
//! ```no_run
//! let _setup = traced_setup::init()?;
//! // … the program …
//! # Ok::<(), traced_setup::SetupError>(())
//! ```
//!
//! A changed file is applied as a whole or not at all: one that has mistakes, is gone, or was emptied changes nothing, and that is said.
//!
//! The format is described in the crate `traced-config`. What the environment says goes before the file: `OTEL_*`, and `TRACED` for rules
//! (`TRACED=shop::db=on,hyper=off`).
#![forbid(unsafe_code)]

mod error;
mod report;
mod rules;
mod sampler;
mod exporters;
mod file;
mod watch;
mod setup;

pub use error::SetupError;
pub use setup::{Builder, Setup, builder, init, reload};
