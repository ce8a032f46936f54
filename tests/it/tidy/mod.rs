//! The house rules that a machine can hold.

mod source;
mod first_lines;
mod imports;
mod contents;
mod crates;
mod unsafe_files;
mod private_module;
mod refusals;
mod readme;
