//! `cargo traced init`: a first configuration and the dependencies, shown as a diff before anything is written.

mod template;
mod manifest;
mod change;
mod run;

pub use run::{Init, run};
