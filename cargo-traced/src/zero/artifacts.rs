//! What is linked into instrumented crates: compiled once for a compiler and a target, below the target folder.
//!
//! It fits every profile: it unwinds, which programs that abort may link; it has bitcode, for those that optimise as they link; and it is
//! optimised, so that what is measured is not itself. All its crates say so in their ids: a program may have the same versions of the same crates.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use super::{invocation::Invocation, mirror, state::State};

const NAME: &str = "cargo-traced-injected";
const SOURCE: &str = include_str!("injected/lib.rs");

/// The sources that this program was built from. A published version would name the versions that crates.io has instead.
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// What is written here itself.
pub(super) fn own(setup: Option<&[String]>) -> (&'static str, String) {
    (SOURCE, manifest(setup))
}

/// Tells of each file of the sources that may change what comes out.
pub(super) fn sources(mut tell: impl FnMut(&Path)) {
    fn walk(folder: &Path, tell: &mut impl FnMut(&Path)) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                walk(&path, tell);
            } else {
                tell(&path);
            }
        }
    }
    for folder in ["src", "macros/src", "runtime/src", "config/src", "setup/src", "exporters"] {
        walk(&Path::new(SOURCES).join(folder), &mut tell);
    }
    tell(&Path::new(SOURCES).join("Cargo.lock"));
}

/// Where they are for a target; none is the host.
struct Folders {
    root: PathBuf,
    target: Option<String>,
}

impl Folders {
    fn new(state: &State, invocation: &Invocation) -> Self {
        let mut name = state.injected.clone();
        for option in &invocation.machine {
            name.push('-');
            name.extend(option.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }));
        }
        Self { root: state.cache.join(name), target: invocation.target.clone() }
    }

    fn build(&self) -> PathBuf {
        self.root.join("target")
    }

    /// Says that all is there, and where.
    fn stamp(&self) -> PathBuf {
        self.root.join(format!("{}.built", self.target.as_deref().unwrap_or("host")))
    }
}

/// Where what is linked in has its dependencies: every crate that may be downstream of an instrumented one is told.
pub(super) fn folders(state: &State, invocation: &Invocation) -> Vec<PathBuf> {
    let folders = Folders::new(state, invocation);
    let build = folders.build();
    let of_target = folders.target.iter().map(|target| {
        let name = Path::new(target).file_stem().unwrap_or_default();
        build.join(name).join("release/deps")
    });
    of_target.chain([build.join("release/deps")]).collect()
}

/// The library itself, compiled if it is not there yet; with cargo's usual progress where somebody may see it.
pub(super) fn library(state: &State, invocation: &Invocation, rustc: &Path, is_seen: bool) -> Result<PathBuf, String> {
    if let Some(why) = &state.broken {
        return Err(why.clone());
    }
    let folders = Folders::new(state, invocation);
    if let Ok(text) = fs::read_to_string(folders.stamp())
        && Path::new(&text).is_file()
    {
        return Ok(PathBuf::from(text));
    }
    let package = folders.root.join("package");
    let write = |file: &str, text: &str| {
        let file = package.join(file);
        fs::create_dir_all(file.parent().unwrap_or(&package))
            .and_then(|()| mirror::write(&file, text))
            .map_err(|error| format!("{} cannot be written: {error}", file.display()))
    };
    write("Cargo.toml", &manifest(state.setup.as_deref()))?;
    write("src/lib.rs", SOURCE)?;
    if let Ok(lock) = fs::read_to_string(Path::new(SOURCES).join("Cargo.lock")) {
        write("Cargo.lock", &lock)?;
    }
    if is_seen {
        state.voice.say("Preparing", &preparing(state));
    }
    let library = compile(state, invocation, rustc, &folders, is_seen)?;
    mirror::write(&folders.stamp(), &library.to_string_lossy())
        .map_err(|error| format!("{} cannot be written: {error}", folders.stamp().display()))?;
    Ok(library)
}

/// What takes its time, and that it does so once.
fn preparing(state: &State) -> String {
    let cache = state.cache.display();
    format!("what is linked in: it is compiled once, then it is in {cache}")
}

fn manifest(setup: Option<&[String]>) -> String {
    let path = |folder: &str| serde_json::Value::from(format!("{SOURCES}/{folder}"));
    let (traced, setup_path) = (path("."), path("setup"));
    let text = format!(
        "[package]\nname = \"{NAME}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
         [features]\nconfigured = []\n\n\
         [target.'cfg(unix)'.dependencies]\nlibc = \"0.2\"\n\n\
         [workspace]\n\n\
         [dependencies]\ntraced = {{ path = {traced}, default-features = false, features = [\"record\"] }}\n"
    );
    let Some(features) = setup else { return text };
    let features = serde_json::Value::from(features.to_vec());
    format!("{text}traced-setup = {{ path = {setup_path}, default-features = false, features = {features} }}\n")
}

fn compile(
    state: &State,
    invocation: &Invocation,
    rustc: &Path,
    folders: &Folders,
    is_seen: bool,
) -> Result<PathBuf, String> {
    let mut flags =
        vec!["-Cembed-bitcode=yes".to_owned(), "-Cmetadata=cargo-traced".to_owned(), "--cap-lints=allow".to_owned()];
    flags.extend(invocation.machine.iter().cloned());
    let mut command = Command::new(&state.cargo);
    for (name, _) in std::env::vars_os() {
        // What cargo tells a compiler is about the crate that it compiles.
        let name_ = name.to_string_lossy();
        let of_cargo = name_.starts_with("CARGO_") && name_ != "CARGO_HOME" && name_ != "CARGO_MAKEFLAGS";
        if of_cargo || name_.starts_with("RUSTC_") || name_ == "RUSTFLAGS" || name_ == "OUT_DIR" {
            command.env_remove(name);
        }
    }
    command
        .current_dir(SOURCES)
        .args(["build", "--release", "--message-format=json-render-diagnostics", "--manifest-path"])
        .arg(folders.root.join("package/Cargo.toml"))
        .arg("--target-dir")
        .arg(folders.build())
        .env("RUSTC", rustc)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .env("CARGO_INCREMENTAL", "0")
        .stdin(Stdio::null())
        .stderr(if is_seen { Stdio::inherit() } else { Stdio::piped() });
    if state.setup.is_some() {
        command.args(["--features", "configured"]);
    }
    if let Some(target) = &folders.target {
        command.arg("--target").arg(target);
    }
    let output = command.stdout(Stdio::piped()).spawn().and_then(Child::wait_with_output);
    let output = output.map_err(|error| format!("{} cannot be started: {error}", state.cargo.display()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let first = said.lines().find(|line| line.starts_with("error")).unwrap_or("see above");
        return Err(format!("what is to be linked in does not compile: {first}"));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().find_map(file).ok_or_else(|| "cargo does not say where what it compiled is".to_owned())
}

/// The library, where the message is about it.
fn file(message: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    if message["reason"] != "compiler-artifact" || message["target"]["name"] != NAME.replace('-', "_") {
        return None;
    }
    let files = message["filenames"].as_array()?;
    files
        .iter()
        .filter_map(|file| file.as_str())
        .map(PathBuf::from)
        .find(|file| file.extension().is_some_and(|end| end == "rlib"))
}
