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
    zero,
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
    /// Run a program with spans in it, whatever is in its sources; as `cargo run`
    Run {
        /// What `cargo run` takes
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "CARGO'S ARGUMENTS")]
        cargo: Vec<OsString>,
    },
    /// Build programs with spans in them; as `cargo build`
    Build {
        /// What `cargo build` takes
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "CARGO'S ARGUMENTS")]
        cargo: Vec<OsString>,
    },
    /// Test with spans; as `cargo test`
    Test {
        /// What `cargo test` takes
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "CARGO'S ARGUMENTS")]
        cargo: Vec<OsString>,
    },
    /// Show every function, whether it is traced, and why
    List(List),
    /// Say which rule decides about a function, and what it sets
    Explain(Explain),
    /// Hold the configuration against the code
    Check(Check),
    /// Write a first traced.toml and add the dependencies, after showing the changes
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
    /// Print the manual page, or that of a command
    Man {
        /// The command
        command: Option<String>,
    },
}

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let all = arguments(std::env::args_os());
    // What follows is cargo's.
    if let Some((verb, rest)) = all.get(1).and_then(|verb| Some((verb.to_str()?, &all[2..])))
        && zero::VERBS.contains(&verb)
        && !rest.first().is_some_and(|first| first == "-h" || first == "--help")
    {
        let output = Output::new(Color::Auto, false);
        return zero::command(verb, rest).unwrap_or_else(|failure| said(&failure, &output));
    }
    let traced = Traced::parse_from(all);
    let output = Output::new(traced.color, traced.quiet);
    run(&traced, &output).unwrap_or_else(|failure| said(&failure, &output))
}

fn said(failure: &Failure, output: &Output) -> ExitCode {
    if !failure.text.is_empty() {
        output.say(&format!("{}: {failure}", paint(BAD, "error")));
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

fn run(traced: &Traced, output: &Output) -> Result<ExitCode, Failure> {
    let manifest = traced.manifest_path.as_deref();
    match &traced.command {
        Command::Run { cargo } => return zero::command("run", &traced.before(cargo)),
        Command::Build { cargo } => return zero::command("build", &traced.before(cargo)),
        Command::Test { cargo } => return zero::command("test", &traced.before(cargo)),
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
        Command::Man { command } => output.print(&manual(command.as_deref())?),
    }?;
    Ok(ExitCode::from(FINE))
}

/// The page of all, or of a command.
fn manual(name: Option<&str>) -> Result<String, Failure> {
    let mut all = Traced::command();
    all.build();
    let command = match name {
        None => all,
        Some(name) => {
            let found = all.find_subcommand(name).cloned();
            let near = traced_config::nearest(name, all.get_subcommands().map(clap::Command::get_name));
            let near = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
            let found = found.ok_or_else(|| Failure::mistake(format!("there is no command `{name}`{near}")))?;
            found.version(env!("CARGO_PKG_VERSION"))
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text).map_err(|error| Failure::mistake(error.to_string()))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

impl Traced {
    /// Cargo's arguments, with ours that are cargo's too and stand before its command.
    fn before(&self, cargo: &[OsString]) -> Vec<OsString> {
        let mut all = Vec::new();
        if let Some(manifest) = &self.manifest_path {
            all.extend(["--manifest-path".into(), manifest.into()]);
        }
        match self.color {
            Color::Auto => {}
            Color::Always => all.push("--color=always".into()),
            Color::Never => all.push("--color=never".into()),
        }
        if self.quiet {
            all.push("--quiet".into());
        }
        all.extend_from_slice(cargo);
        all
    }
}
