//! The arrows between crates are those of ARCHITECTURE.md.

use std::fs;

use super::source::{read, root};

/// The crates of ours that a crate depends on, tests aside.
fn dependencies(folder: &str) -> Vec<String> {
    let manifest = read(format!("{folder}/Cargo.toml"));
    let mut section = "";
    let mut found = Vec::new();
    for line in manifest.lines() {
        if let Some(name) = line.trim().strip_prefix('[') {
            section = name;
        }
        let is_dependency = section.contains("dependencies]") && !section.contains("dev-dependencies");
        let name = line.split('=').next().unwrap_or_default().trim();
        if is_dependency && name.starts_with("traced") {
            found.push(name.to_owned());
        }
    }
    found
}

#[test]
fn what_all_stand_on_depends_on_no_crate_of_ours() {
    assert_eq!(dependencies("config"), [""; 0]);
    assert_eq!(dependencies("runtime"), [""; 0]);
    assert_eq!(dependencies("macros"), ["traced-config"]);
}

/// What exporters are made of depends on the runtime only, and an exporter on these; no exporter on another.
#[test]
fn exporters_depend_on_what_they_are_made_of() {
    let parts = ["encode", "http"];
    for entry in fs::read_dir(root().join("exporters")).expect("the folder is there") {
        let name = entry.expect("it is readable").file_name().into_string().expect("names are text");
        let found = dependencies(&format!("exporters/{name}"));
        let allowed: &[&str] = if parts.contains(&&*name) {
            &["traced-runtime"]
        } else {
            &["traced-encode", "traced-http", "traced-runtime"]
        };
        let others: Vec<_> = found.iter().filter(|name| !allowed.contains(&name.as_str())).collect();
        assert!(others.is_empty(), "{name} depends on {others:?}");
        assert!(found.iter().any(|name| name == "traced-runtime"), "{name} reads the runtime's views");
    }
}

#[test]
fn integrations_depend_on_the_runtime_only() {
    for entry in fs::read_dir(root().join("integrations")).expect("the folder is there") {
        let name = entry.expect("it is readable").file_name().into_string().expect("names are text");
        assert_eq!(dependencies(&format!("integrations/{name}")), ["traced-runtime"], "{name}");
    }
}

/// The macro decides for arguments, the runtime for what bridges bring; neither can depend on the other.
#[test]
fn macros_and_runtime_agree_on_what_looks_like_a_credential() {
    assert!(read("macros/src/credential.rs") == read("runtime/src/credential.rs"), "the two files differ");
}

#[test]
fn the_facade_depends_on_both() {
    assert_eq!(dependencies("."), ["traced-macros", "traced-runtime"]);
}

#[test]
fn the_facade_holds_nothing_of_its_own() {
    assert_eq!(super::source::rust_files("src"), [std::path::Path::new("src/lib.rs")]);
    let code = super::source::code(&read("src/lib.rs"));
    let other = code
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with("pub use ") && !line.starts_with('#'));
    assert_eq!(other, None, "src/lib.rs re-exports, and holds the user guide");
}
