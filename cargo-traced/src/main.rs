//! The program `cargo-traced`, which cargo calls for `cargo traced`.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Cargo calls the same program in the compiler's place.
    cargo_traced::zero::wrapper().unwrap_or_else(cargo_traced::cli::main)
}
