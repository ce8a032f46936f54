//! Packages in folders of their own, cargo with and without us, and what a tree on standard error says.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A workspace in a folder that goes away with it.
pub(crate) struct Workspace {
    folder: tempfile::TempDir,
}

/// What one command has said.
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// It has ended well.
    pub(crate) fn fine(self) -> Self {
        assert_eq!(self.code, Some(0), "{}\n{}", self.out, self.err);
        self
    }

    /// The spans of a tree: how deep, and their names.
    pub(crate) fn tree(&self) -> Vec<(usize, &str)> {
        self.err.lines().filter_map(span).collect()
    }

    /// The names of all that are on the way to a span.
    pub(crate) fn above(&self, name: &str) -> Vec<&str> {
        let tree = self.tree();
        let at = tree.iter().position(|(_, other)| *other == name).unwrap_or_else(|| panic!("{name}: {}", self.err));
        let mut way = Vec::new();
        let mut depth = tree[at].0;
        for (other, name) in tree[..at].iter().rev() {
            if *other < depth {
                way.push(*name);
                depth = *other;
            }
        }
        way.reverse();
        way
    }
}

/// `  1.23ms   name key=value`: nine columns, and two for each that is above.
fn span(line: &str) -> Option<(usize, &str)> {
    let (at, _) = line.char_indices().nth(9)?;
    let (took, rest) = line.split_at(at);
    let is_time = took.trim_start().starts_with(|c: char| c.is_ascii_digit()) && took.ends_with('s');
    let rest = rest.strip_prefix(' ').filter(|_| is_time)?;
    let name = rest.trim_start();
    Some(((rest.len() - name.len()) / 2, name.split(' ').next().unwrap_or(name)))
}

impl Workspace {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        // Not below `target`: cargo would look for them in our workspace.
        let this = Self { folder: tempfile::tempdir().unwrap() };
        files.iter().for_each(|(file, text)| this.write(file, text));
        this
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let file = self.path().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.path())
            .env("CARGO_TERM_COLOR", "never")
            .env("NO_COLOR", "1")
            .env("CARGO_NET_OFFLINE", "true");
        // What cargo tells this test is not for what it calls.
        for name in
            ["CARGO_TARGET_DIR", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUST_BACKTRACE", "TRACED", "TRACED_CONFIG"]
        {
            command.env_remove(name);
        }
        command.env("CARGO_TRACED_CACHE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("injected"));
        command.env("CARGO_INCREMENTAL", "1");
        command
    }

    /// `cargo ..`
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Said {
        let cargo = PathBuf::from(std::env::var_os("CARGO").unwrap());
        Said::of(&self.command(&cargo).args(arguments).output().unwrap())
    }

    /// `cargo traced ..`
    pub(crate) fn traced(&self, arguments: &[&str]) -> Said {
        self.traced_where(&[], arguments)
    }

    /// `VARIABLE=value cargo traced ..`
    pub(crate) fn traced_where(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Said {
        let us = Path::new(env!("CARGO_BIN_EXE_cargo-traced"));
        let mut command = self.command(us);
        Said::of(&command.envs(variables.iter().copied()).arg("traced").args(arguments).output().unwrap())
    }

    /// A program that was built, below the target folder.
    pub(crate) fn run(&self, program: &str) -> Said {
        Said::of(&self.command(&self.path().join("target").join(program)).output().unwrap())
    }

    /// All files that are the user's.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match () {
                    () if path == self.path().join("target") => {}
                    () if path.is_dir() => folders.push(path),
                    () => drop(files.insert(path.clone(), fs::read(&path).unwrap())),
                }
            }
        }
        files
    }
}

/// A manifest of one package.
pub(crate) fn manifest(name: &str, edition: &str, rest: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"{edition}\"\n\n{rest}\n")
}
