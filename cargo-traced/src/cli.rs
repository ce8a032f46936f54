//! The command line.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::{
    check::{self, Check},
    expand::{self, Expand},
    explain::{self, Explain},
    failure::{FINE, Failure},
    init::{self, Init},
    list::{self, List},
    output::{BAD, Color, Output, paint},
    view::{self, View},
};

const EXIT_CODES: &str = "\
Exit codes:
  0    all is well
  1    something was found: `check` has warnings, `init` has changes that nobody agreed to
  2    a command line, a configuration or a file that cannot be used
  101  and others: what cargo, or a program that it ran, has returned

Configuration: traced.toml beside the workspace's Cargo.toml, or the file that TRACED_CONFIG names; TRACED=shop::db=off adds rules.";

/// What is traced and why, and tracing for programs that nobody annotated
#[derive(Debug, Parser)]
#[command(name = "cargo-traced", bin_name = "cargo traced", version, after_help = EXIT_CODES)]
pub struct Traced {
    /// The `Cargo.toml` of the workspace or package, if it is not that of the current folder
    #[arg(long, global = true, value_name = "FILE")]
    pub manifest_path: Option<PathBuf>,
    /// When to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    pub color: Color,
    /// Say nothing but results and mistakes
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show every function, whether it is traced, and why
    List(List),
    /// Say which rule decides about a function, and what it sets
    Explain(Explain),
    /// Hold the configuration against the code
    Check(Check),
    /// Write a first traced.toml and add the dependency, after showing the changes
    Init(Init),
    /// Show what a function becomes
    Expand(Expand),
    /// Show traces that were written to files
    View(View),
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
    let traced = Traced::parse_from(arguments(std::env::args_os()));
    let output = Output::new(traced.color, traced.quiet);
    match run(&traced, &output) {
        Ok(()) => ExitCode::from(FINE),
        Err(failure) => {
            if !failure.text.is_empty() {
                output.say(&format!("{}: {failure}", paint(BAD, "error")));
            }
            ExitCode::from(&failure)
        }
    }
}

/// Cargo says the name of the command again, people who call the program by itself do not.
fn arguments(all: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut all: Vec<_> = all.collect();
    if all.get(1).is_some_and(|first| first == "traced") {
        all.remove(1);
    }
    all
}

fn run(traced: &Traced, output: &Output) -> Result<(), Failure> {
    let manifest = traced.manifest_path.as_deref();
    match &traced.command {
        Command::List(list) => list::run(list, manifest, output),
        Command::Explain(explain) => explain::run(explain, manifest, output),
        Command::Check(check) => check::run(check, manifest, output),
        Command::Init(init) => init::run(init, manifest, output),
        Command::Expand(expand) => expand::run(expand, manifest, output),
        Command::View(view) => view::run(view, output),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(*shell, &mut Traced::command(), "cargo-traced", &mut text);
            output.print(&String::from_utf8_lossy(&text))
        }
        Command::Man => {
            let mut text = Vec::new();
            let written = clap_mangen::Man::new(Traced::command()).render(&mut text);
            written.map_err(|error| Failure::mistake(error.to_string()))?;
            output.print(&String::from_utf8_lossy(&text))
        }
    }
}
