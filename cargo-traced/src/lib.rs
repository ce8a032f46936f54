//! What `cargo traced` does: which functions of a workspace are traced and why, how they are made to be, and what they have told.
//!
//! The program is a thin layer over this library. The list of modules is the reading order: a module imports only modules above its own.
#![forbid(unsafe_code)]

pub mod failure;
pub mod output;
pub mod scan;
pub mod select;
pub mod workspace;
mod find;
pub mod list;
pub mod explain;
pub mod check;
pub mod init;
pub mod expand;
pub mod view;
pub mod zero;
pub mod cli;
