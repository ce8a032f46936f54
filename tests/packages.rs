//! `cargo test` tests everything: also what has to be built in another way than the workspace, each in a build of its own.

use std::{
    path::Path,
    process::Command,
    sync::{Mutex, PoisonError},
};

/// One build at a time: each takes all processors.
static BUILDING: Mutex<()> = Mutex::new(());

/// Runs `cargo test` in a folder of the project; what it prints is printed.
#[track_caller]
fn test(folder: &str, target: &str, rustflags: &str, arguments: &[&str]) {
    let _building = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
    let status = Command::new(env!("CARGO"))
        .args(["test", "--locked"])
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join(target))
        .env("RUSTFLAGS", rustflags)
        // What cargo says to a test about its own package would only confuse the next one.
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .status()
        .expect("cargo runs");
    assert!(status.success(), "`cargo test` in `{folder}` failed: see above");
}

#[test]
fn with_recording_compiled_out() {
    test("off-tests", "off", "", &[]);
}

#[test]
fn with_rules() {
    test("rule-tests", "rules", "", &[]);
}

#[test]
fn what_the_compiler_says() {
    test("ui-tests", "ui", "", &[]);
}

#[test]
fn what_compiles_on_edition_2021() {
    test("ui-tests/edition-2021", "ui", "", &[]);
}

/// The lock-free protocols under every interleaving that can matter.
#[test]
fn all_interleavings() {
    test(".", "loom", "--cfg loom", &["-p", "traced-runtime", "--lib", "--release", "loom_"]);
}
