//! Rounds: every (peer, case) in a process of its own, one after the other, again and again.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use traced_benches::children::{self, Figures};
use traced_benches::stats::median;

use crate::case::Case;
use crate::instructions;
use crate::options::Options;
use crate::roster::Peer;

/// Every figure of every round.
#[derive(Debug, Default)]
pub struct Results {
    figures: BTreeMap<(Case, Peer, String), Vec<f64>>,
}

impl Results {
    /// The median of a figure; `None` where nobody measured it.
    pub fn get(&self, case: Case, peer: Peer, metric: &str) -> Option<f64> {
        median(self.figures.get(&(case, peer, metric.to_owned()))?)
    }

    /// Takes `figures` in.
    pub fn add(&mut self, case: Case, peer: Peer, figures: Figures) {
        for (metric, value) in figures {
            self.figures.entry((case, peer, metric)).or_default().push(value);
        }
    }
}

/// Runs them all. Neighbours in time are the peers of one case: what slows the machine down slows all of them.
///
/// # Errors
/// When this program's own path is not known.
pub fn run(options: &Options) -> io::Result<Results> {
    let program = std::env::current_exe()?;
    if options.cases.contains(&Case::Startup) {
        build_startup_programs();
    }
    let mut results = Results::default();
    for round in 0..options.rounds {
        for &case in &options.cases {
            eprintln!("round {} of {}: {}", round + 1, options.rounds, case.name());
            // Instructions are the same every time.
            if case == Case::Instructions && round > 0 {
                continue;
            }
            for turn in 0..options.peers.len() {
                let peer = options.peers[(turn + round) % options.peers.len()];
                match one(&program, case, peer, options.quick) {
                    Ok(figures) => results.add(case, peer, figures),
                    Err(error) => eprintln!("{} {}: {error}", peer.name(), case.name()),
                }
            }
        }
    }
    Ok(results)
}

fn one(program: &Path, case: Case, peer: Peer, quick: bool) -> io::Result<Figures> {
    match case {
        Case::Instructions => {
            let count = instructions::count(program, peer.name());
            Ok(count.map(|count| ("instructions".to_owned(), count)).into_iter().collect())
        }
        Case::Startup => match startup_program(program, peer) {
            Some(program) => children::run(&mut Command::new(program)),
            None => Ok(Figures::new()),
        },
        _ => {
            let mut command = Command::new(program);
            command.args(["--one", peer.name(), case.name()]);
            if quick {
                command.arg("--quick");
            }
            children::run(&mut command)
        }
    }
}

/// Stands beside this one, for those peers that have one.
fn startup_program(program: &Path, peer: Peer) -> Option<PathBuf> {
    let name = format!("startup_{}{}", peer.name(), std::env::consts::EXE_SUFFIX);
    Some(program.with_file_name(name)).filter(|path| path.exists())
}

/// `cargo run --bin peers` builds this program alone: the start-up programs are built here, where cargo is.
fn build_startup_programs() {
    let Some(cargo) = std::env::var_os("CARGO") else { return };
    let mut command = Command::new(cargo);
    command.args(["build", "--release", "--quiet", "-p", "traced-benches"]);
    for peer in ["plain", "traced", "fastrace", "tracing"] {
        command.args(["--bin", &format!("startup_{peer}")]);
    }
    match command.current_dir(env!("CARGO_MANIFEST_DIR")).status() {
        Ok(status) if status.success() => {}
        outcome => eprintln!("the start-up programs were not built: {outcome:?}"),
    }
}
