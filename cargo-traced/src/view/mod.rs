//! `cargo traced view`: what files of traces tell, as trees, as a table of the slowest, or beside another run.

mod span;
mod line;
mod files;
mod filter;
mod shown;
mod tree;
mod slowest;
mod compare;
mod run;

pub use run::{View, run};
