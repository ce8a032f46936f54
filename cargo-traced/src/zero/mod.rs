//! Zero-edit mode: a program gets its spans while it is compiled, and its sources stay as they are.
//!
//! `cargo traced run` runs cargo with a link to ourselves in the compiler's place. Called by it, we make a mirror of the crate's sources, in which
//! functions carry the attribute, and let the compiler compile that.

mod text;
mod invocation;
mod dep_info;
mod mirror;
mod starts;
mod root;
mod plan;
mod diagnostics;
mod state;
mod artifacts;
mod compile;
mod refused;
mod wrapper;
mod told;
mod many;
mod command;

pub use command::{VERBS, main as command};
pub use wrapper::main as wrapper;

#[cfg(test)]
mod tests;
