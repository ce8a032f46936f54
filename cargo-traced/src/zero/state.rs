//! What the command tells the wrappers: a file beside the link by which they are called.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::output::{Output, status};

/// What the link is called by which cargo calls us instead of the compiler; and instead of the one for documentation, which runs its examples.
pub(super) const RUSTC: &str = "cargo-traced-rustc";
pub(super) const RUSTDOC: &str = "cargo-traced-rustdoc";
const FILE: &str = "state.json";

/// How we speak among what cargo says.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(super) struct Voice {
    pub(super) is_quiet: bool,
    is_coloured: bool,
}

impl Voice {
    pub(super) fn of(output: &Output) -> Self {
        Self { is_quiet: output.is_quiet(), is_coloured: output.is_coloured() }
    }

    /// What is being done.
    pub(super) fn say(self, word: &str, text: &str) {
        if !self.is_quiet {
            eprintln!("{}", status(word, text, self.is_coloured));
        }
    }
}

/// What wrappers have to know.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct State {
    /// The workspace's folder.
    pub(super) workspace: PathBuf,
    /// The folders of its packages.
    pub(super) members: Vec<PathBuf>,
    /// Where everything goes that is compiled; all that we make is below it.
    pub(super) target: PathBuf,
    /// Where what is linked in is compiled.
    pub(super) cache: PathBuf,
    /// The workspace's own target folder, which no mirror shows.
    pub(super) outside: PathBuf,
    /// The configuration, where there is one.
    pub(super) config: Option<PathBuf>,
    /// Where there is a configuration: which exporters are linked in for it, by the features of `traced-setup`.
    pub(super) setup: Option<Vec<String>>,
    /// Crates that are no members, but that rules name.
    pub(super) named: Vec<String>,
    /// Whether the members' dependencies have `traced` among them.
    pub(super) is_known: bool,
    /// Whether it is for tests: then nothing starts by itself.
    pub(super) is_test: bool,
    pub(super) voice: Voice,
    pub(super) cargo: PathBuf,
    pub(super) rustdoc: PathBuf,
    /// Which compiler, and which version of what is linked in.
    pub(super) injected: String,
    /// Why that cannot be had.
    pub(super) broken: Option<String>,
}

impl State {
    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        super::mirror::write(&folder.join(FILE), &serde_json::to_string_pretty(self)?)
    }

    /// Of the wrapper that was called by this path.
    pub(super) fn read(called: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(called.with_file_name(FILE))?;
        Ok(serde_json::from_str(&text)?)
    }
}
