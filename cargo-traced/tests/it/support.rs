//! Fixtures.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

use cargo_traced::scan::{Metadata, Scan, Wanted, crates, scan};

/// A folder of `tests/fixtures`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// All functions of a fixture.
pub fn scanned(name: &str, all_targets: bool) -> Scan {
    let metadata = Metadata::load(Some(&fixture(name).join("Cargo.toml"))).expect("it is a workspace");
    let wanted = Wanted { all_targets, ..Wanted::default() };
    scan(&crates(&metadata, &wanted).expect("all packages are there"))
}

/// What a command has said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// The program in a folder, with nothing of this process's own environment that it heeds.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-traced"));
    command.arg("traced").args(arguments).current_dir(folder).stdin(Stdio::null());
    for variable in ["TRACED", "TRACED_CONFIG", "CLICOLOR_FORCE", "NO_COLOR", "RUST_BACKTRACE"] {
        command.env_remove(variable);
    }
    command
}

/// Runs it.
pub fn said(command: &mut Command) -> Said {
    let output = command.output().expect("the program is built");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it says text");
    Said { code: output.status.code().expect("it ends by itself"), out: text(output.stdout), err: text(output.stderr) }
}

/// Runs the program in a folder.
pub fn run(folder: &Path, arguments: &[&str]) -> Said {
    said(&mut command(folder, arguments))
}

/// A copy of a fixture.
pub fn copied(name: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("there is room");
    copy(&fixture(name), folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("the fixture is there") {
        let entry = entry.expect("it can be read");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("it is known").is_dir() {
            std::fs::create_dir_all(&target).expect("there is room");
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("there is room");
        }
    }
}

/// Writes a file of a copy.
pub fn write(folder: &Path, file: &str, text: &str) {
    std::fs::write(folder.join(file), text).expect("there is room");
}

/// Holds a text against a file beside the fixtures; `UPDATE_EXPECT=1` writes it, to be read before it is committed.
#[track_caller]
pub fn golden(file: &str, text: &str) {
    let path = fixture(file);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, text).expect("there is room");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(text == expected, "{file} says\n{expected}\nbut it is\n{text}");
}
