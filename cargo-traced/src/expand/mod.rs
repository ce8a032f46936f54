//! `cargo traced expand`: what a function becomes, by the macro's own account.

mod compile;
mod account;
mod run;

pub use run::{Expand, run};
