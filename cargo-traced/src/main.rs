//! The program `cargo-traced`, which cargo calls for `cargo traced`.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_traced::cli::main()
}
