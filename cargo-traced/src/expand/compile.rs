//! Compiling a crate so that the macro writes down what it makes.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    failure::Failure,
    output::Output,
    scan::{Crate, Metadata, Target},
};

/// The variable that makes the macro write.
const VARIABLE: &str = "TRACED_EXPAND_DIR";

/// Files that go away when it is dropped.
pub(super) struct Folder {
    pub(super) path: PathBuf,
}

impl Folder {
    /// A new one below the workspace's target folder.
    pub(super) fn new(target: &Path) -> Result<Self, Failure> {
        let path = target.join("traced").join(format!("expand-{}", nonce()));
        fs::create_dir_all(&path).map_err(|error| refused(&path, &error))?;
        Ok(Self { path })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left is below `target`, and does no harm.
        let _ = fs::remove_dir_all(&self.path);
    }
}

pub(super) fn refused(path: &Path, error: &io::Error) -> Failure {
    Failure::mistake(format!("{}: {error}", path.display()))
}

fn nonce() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos())
}

/// With the attributes that are there.
pub(super) fn annotated(metadata: &Metadata, krate: &Crate, folder: &Folder, output: &Output) -> Result<(), Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["rustc", "--profile", "check"]).args(output.is_quiet().then_some("--quiet"));
    select(&mut command, metadata, krate);
    // What cargo has compiled with other arguments it compiles anew, and nothing else.
    command.args(["--", "--cfg", &format!("traced_expand_{}", nonce())]);
    call(command, folder)
}

/// With the attributes that rules stand for.
pub(super) fn ruled(
    metadata: &Metadata,
    krate: &Crate,
    rules: Option<&Path>,
    folder: &Folder,
    output: &Output,
) -> Result<(), Failure> {
    let us = std::env::current_exe().map_err(|error| Failure::mistake(format!("where am I? {error}")))?;
    // What was compiled with another file of rules is compiled anew, and nothing else.
    let copy = folder.path.join("rules.toml");
    let text = rules.map_or(Ok(crate::select::BUILT_IN.to_owned()), fs::read_to_string);
    text.and_then(|text| fs::write(&copy, text)).map_err(|error| refused(&copy, &error))?;
    let mut command = Command::new(us);
    command.arg("build").env("TRACED_CONFIG", &copy).args(output.is_quiet().then_some("--quiet"));
    select(&mut command, metadata, krate);
    call(command, folder)
}

fn select(command: &mut Command, metadata: &Metadata, krate: &Crate) {
    let package = metadata.package(&krate.package);
    let name = package.and_then(|package| package.name_of(krate)).unwrap_or(&krate.name);
    command.arg("--manifest-path").arg(metadata.root.join("Cargo.toml")).args(["-p", &krate.package]);
    match krate.target {
        Target::Program => command.args(["--bin", name]),
        Target::Example => command.args(["--example", name]),
        Target::Test => command.args(["--test", name]),
        Target::Bench => command.args(["--bench", name]),
        Target::Library | Target::ProcMacro | Target::BuildScript => command.arg("--lib"),
    };
}

fn call(mut command: Command, folder: &Folder) -> Result<(), Failure> {
    command.env(VARIABLE, &folder.path).stdin(Stdio::null()).stdout(Stdio::null());
    let status = command.status().map_err(|error| Failure::mistake(format!("cargo cannot be started: {error}")))?;
    if status.success() { Ok(()) } else { Err(Failure::passed_on(status.code())) }
}
