//! Packages and their crates, as `cargo metadata` tells them.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde::Deserialize;

use crate::failure::Failure;

/// What is compiled by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A library.
    Library,
    /// A program.
    Program,
    /// An example.
    Example,
    /// A file of tests.
    Test,
    /// A benchmark.
    Bench,
    /// A library of macros, which runs inside the compiler.
    ProcMacro,
    /// A build script.
    BuildScript,
}

impl Target {
    /// A word for it, as cargo has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Library => "lib",
            Self::Program => "bin",
            Self::Example => "example",
            Self::Test => "test",
            Self::Bench => "bench",
            Self::ProcMacro => "proc-macro",
            Self::BuildScript => "custom-build",
        }
    }
}

/// A crate: what the compiler is given at once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Crate {
    /// The package it belongs to.
    pub package: String,
    /// Its name, with underscores: where its modules' paths begin.
    pub name: String,
    /// What it is.
    pub target: Target,
    /// The file in which it begins.
    pub root: PathBuf,
}

/// A package of the workspace.
#[derive(Clone, Debug)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its `Cargo.toml`.
    pub manifest: PathBuf,
    /// Its crates.
    pub crates: Vec<Crate>,
    /// What `Cargo.toml` calls each of them.
    names: Vec<String>,
}

impl Package {
    /// What cargo calls a crate: with hyphens, where `Cargo.toml` has them.
    pub fn name_of(&self, krate: &Crate) -> Option<&str> {
        let at = self.crates.iter().position(|known| known == krate)?;
        self.names.get(at).map(String::as_str)
    }
}

/// A workspace.
#[derive(Clone, Debug)]
pub struct Metadata {
    /// Its folder.
    pub root: PathBuf,
    /// Where what is compiled goes.
    pub target: PathBuf,
    /// Its packages, by their names.
    pub packages: Vec<Package>,
    /// The packages that commands mean where none is named.
    pub default: Vec<String>,
}

#[derive(Deserialize)]
struct Told {
    packages: Vec<ToldPackage>,
    workspace_root: PathBuf,
    target_directory: PathBuf,
    #[serde(default)]
    workspace_default_members: Vec<String>,
}

#[derive(Deserialize)]
struct ToldPackage {
    id: String,
    name: String,
    manifest_path: PathBuf,
    targets: Vec<ToldTarget>,
}

#[derive(Deserialize)]
struct ToldTarget {
    kind: Vec<String>,
    name: String,
    src_path: PathBuf,
}

impl Metadata {
    /// Asks cargo about the workspace that a folder, or a manifest, belongs to. It asks for no dependencies, and so for no network.
    ///
    /// # Errors
    /// There is no workspace, or its manifests cannot be used; in cargo's words.
    pub fn load(manifest: Option<&Path>) -> Result<Self, Failure> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(&cargo);
        command.args(["metadata", "--format-version", "1", "--no-deps"]).stdin(Stdio::null());
        if let Some(manifest) = manifest {
            command.arg("--manifest-path").arg(manifest);
        }
        let output = command
            .output()
            .map_err(|error| Failure::mistake(format!("{} cannot be started: {error}", cargo.display())))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.trim().trim_start_matches("error:").trim();
            return Err(Failure::mistake(format!("cargo does not know the workspace: {said}")));
        }
        let told: Told = serde_json::from_slice(&output.stdout)
            .map_err(|error| Failure::mistake(format!("what `cargo metadata` says cannot be read: {error}")))?;
        Ok(Self::from(told))
    }

    /// Whether there is a package of each name.
    ///
    /// # Errors
    /// There is none; which there are.
    pub fn all_there(&self, names: &[String]) -> Result<(), Failure> {
        let Some(name) = names.iter().find(|name| self.package(name).is_none()) else { return Ok(()) };
        let known = self.packages.iter().map(|package| package.name.as_str());
        let near = traced_config::nearest(name, known.clone());
        let near = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
        let known: Vec<_> = known.map(|name| format!("`{name}`")).collect();
        let text = format!("there is no package `{name}` in the workspace{near} (there are {})", known.join(", "));
        Err(Failure::mistake(text))
    }

    /// The package of a name.
    pub fn package(&self, name: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.name == name)
    }
}

impl From<Told> for Metadata {
    fn from(told: Told) -> Self {
        let is_default = |package: &&ToldPackage| told.workspace_default_members.contains(&package.id);
        let default = told.packages.iter().filter(is_default).map(|package| package.name.clone()).collect();
        let mut packages: Vec<_> = told.packages.into_iter().map(package).collect();
        packages.sort_by(|one, other| one.name.cmp(&other.name));
        Self { root: told.workspace_root, target: told.target_directory, packages, default }
    }
}

fn package(told: ToldPackage) -> Package {
    let ToldPackage { name, manifest_path, targets, .. } = told;
    let krate = |told: ToldTarget| {
        let target = target(&told.kind);
        let krate = Crate { package: name.clone(), name: told.name.replace('-', "_"), target, root: told.src_path };
        (krate, told.name)
    };
    let mut crates: Vec<_> = targets.into_iter().map(krate).collect();
    crates.sort_by(|(one, _), (other, _)| (one.target, &one.name).cmp(&(other.target, &other.name)));
    let (crates, names) = crates.into_iter().unzip();
    Package { name, manifest: manifest_path, crates, names }
}

fn target(kinds: &[String]) -> Target {
    match kinds.first().map_or("", String::as_str) {
        "bin" => Target::Program,
        "example" => Target::Example,
        "test" => Target::Test,
        "bench" => Target::Bench,
        "proc-macro" => Target::ProcMacro,
        "custom-build" => Target::BuildScript,
        _ => Target::Library,
    }
}
