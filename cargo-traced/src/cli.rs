//! The command line.

use std::{ffi::OsString, io::Write as _, path::PathBuf, process::ExitCode};

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::{failure::Failure, zero};

/// What is traced and why, and tracing for programs that nobody annotated
#[derive(Debug, Parser)]
#[command(name = "cargo-traced", bin_name = "cargo traced", version)]
pub struct Traced {
    /// The `Cargo.toml` of the workspace or package, if it is not that of the current folder
    #[arg(long, global = true, value_name = "FILE")]
    pub manifest_path: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print what a shell needs to complete these commands
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let all = arguments(std::env::args_os());
    // What follows is cargo's.
    if let Some((verb, rest)) = all.get(1).and_then(|verb| Some((verb.to_str()?, &all[2..])))
        && zero::VERBS.contains(&verb)
        && !rest.first().is_some_and(|first| first == "-h" || first == "--help")
    {
        return zero::command(verb, rest).unwrap_or_else(|failure| said(&failure));
    }
    let traced = Traced::parse_from(all);
    match run(&traced) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => said(&failure),
    }
}

fn said(failure: &Failure) -> ExitCode {
    if !failure.text.is_empty() {
        let _ = writeln!(std::io::stderr(), "error: {failure}");
    }
    ExitCode::from(failure)
}

/// Cargo says the name of the command again, people who call the program by itself do not.
fn arguments(all: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut all: Vec<_> = all.collect();
    if all.get(1).is_some_and(|first| first == "traced") {
        all.remove(1);
    }
    all
}

fn run(traced: &Traced) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match &traced.command {
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Traced::command(), "cargo-traced", &mut out);
            Ok(())
        }
        Command::Man => {
            let written = clap_mangen::Man::new(Traced::command()).render(&mut out);
            written.map_err(|error| Failure::mistake(error.to_string()))
        }
    }
}
