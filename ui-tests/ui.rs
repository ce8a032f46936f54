//! What the compiler says to users, and what must compile: one test a folder, on the edition of the package that runs it.

use std::path::Path;

/// The folder of the cases, from either package.
fn folder() -> &'static str {
    if Path::new(env!("CARGO_MANIFEST_DIR")).join("pass").is_dir() { "." } else { ".." }
}

fn pass(name: &str) {
    trybuild::TestCases::new().pass(format!("{}/pass/{name}/*.rs", folder()));
}

/// Messages are compared in one edition only: the paths in them would differ.
fn fail(name: &str) {
    if folder() == "." {
        trybuild::TestCases::new().compile_fail(format!("{name}/*.rs"));
    }
}

#[test]
fn hygiene() {
    pass("hygiene");
}

#[test]
fn shape() {
    pass("shape");
}

#[test]
fn lint() {
    pass("lint");
}

#[test]
fn arguments() {
    fail("fail/args");
}

#[test]
fn placement() {
    fail("fail/placement");
}

#[test]
fn conflict() {
    fail("fail/conflict");
}

#[test]
fn locus() {
    fail("locus");
}
