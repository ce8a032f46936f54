//! What cargo says about a workspace and all it depends on, and which of that rules name.

use std::{
    ffi::OsString,
    hash::{DefaultHasher, Hash, Hasher as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use serde::Deserialize;
use traced_config::Config;

use crate::{
    failure::Failure,
    scan::{self, Crate},
};

/// Crates that are no members, but that rules name.
#[derive(Default)]
pub(super) struct Named {
    pub(super) crates: Vec<String>,
    rules: Vec<String>,
}

impl Named {
    /// Cargo does not see that such a crate is to be compiled in another way: another folder it is.
    pub(super) fn folder(&self, how: impl Hash) -> String {
        if self.crates.is_empty() {
            return String::new();
        }
        let mut hasher = DefaultHasher::new();
        (&self.crates, &self.rules, how).hash(&mut hasher);
        format!("with-{:016x}", hasher.finish())
    }
}

/// What cargo says about the workspace and all it depends on.
#[derive(Deserialize)]
pub(super) struct Told {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    pub(super) workspace_root: PathBuf,
    pub(super) target_directory: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
    src_path: PathBuf,
}

impl Target {
    /// What it is, where functions of such may get spans.
    fn usual(&self) -> Option<scan::Target> {
        match self.kind.first()?.as_str() {
            "bin" => Some(scan::Target::Program),
            kind if kind.ends_with("lib") => Some(scan::Target::Library),
            _ => None,
        }
    }
}

impl Told {
    pub(super) fn ask(cargo: &Path, arguments: &[OsString]) -> Result<Self, Failure> {
        let mut command = Command::new(cargo);
        command
            .args(["metadata", "--format-version", "1", "--all-features"])
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        let mut rest = arguments.iter().take_while(|argument| *argument != "--");
        while let Some(argument) = rest.next() {
            let text = argument.to_string_lossy();
            if ["--offline", "--locked", "--frozen"].contains(&&*text) || text.starts_with("--manifest-path=") {
                command.arg(argument);
            } else if text == "--manifest-path" {
                command.arg(argument).args(rest.next());
            }
        }
        let output = command
            .output()
            .map_err(|error| Failure::mistake(format!("{} cannot be started: {error}", cargo.display())))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.trim().trim_start_matches("error:").trim();
            return Err(Failure::mistake(format!("cargo does not know the workspace: {said}")));
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| Failure::mistake(format!("what `cargo metadata` says cannot be read: {error}")))
    }

    fn is_member(&self, package: &Package) -> bool {
        self.workspace_members.contains(&package.id)
    }

    /// Whether `traced` is among all that the members depend on.
    pub(super) fn knows_traced(&self) -> bool {
        self.packages.iter().any(|package| package.name == "traced")
    }

    /// The members' folders.
    pub(super) fn members(&self) -> Vec<PathBuf> {
        let members = self.packages.iter().filter(|package| self.is_member(package));
        members.filter_map(|package| package.manifest_path.parent().map(Path::to_owned)).collect()
    }

    /// Whatever may get spans: the members' libraries and programs, and the libraries that rules name.
    pub(super) fn crates(&self, named: &Named) -> Vec<Arc<Crate>> {
        let mut crates = Vec::new();
        for package in &self.packages {
            let is_member = self.is_member(package);
            for target in &package.targets {
                let Some(kind) = target.usual() else { continue };
                let name = target.name.replace('-', "_");
                if is_member || (kind == scan::Target::Library && named.crates.contains(&name)) {
                    let root = target.src_path.clone();
                    crates.push(Arc::new(Crate { package: package.name.clone(), name, target: kind, root }));
                }
            }
        }
        crates
    }

    /// Libraries that are no members and that a rule switches on by their names.
    pub(super) fn named(&self, config: &Config) -> Named {
        let mut named = Named::default();
        let rules: Vec<_> = config.rules.iter().filter(|rule| rule.settings().enabled == Some(true)).collect();
        for package in self.packages.iter().filter(|package| !self.is_member(package)) {
            let libraries =
                package.targets.iter().filter(|target| target.kind.iter().any(|kind| kind.ends_with("lib")));
            for name in libraries.map(|target| target.name.replace('-', "_")) {
                let begins = |pattern: &str| {
                    pattern.trim().split("::").next().is_some_and(|first| first.replace('-', "_") == name)
                };
                let about: Vec<_> = rules.iter().filter(|rule| rule.written().split(", ").any(begins)).collect();
                if !about.is_empty() {
                    named.rules.extend(about.iter().map(|rule| rule.written().to_owned()));
                    named.crates.push(name);
                }
            }
        }
        named.crates.sort();
        named.crates.dedup();
        named
    }
}
