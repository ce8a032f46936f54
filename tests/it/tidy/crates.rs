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
fn macros_and_runtime_depend_on_no_crate_of_ours() {
    assert_eq!(dependencies("macros"), [""; 0]);
    assert_eq!(dependencies("runtime"), [""; 0]);
}

#[test]
fn exporters_and_integrations_depend_on_the_runtime_only() {
    for folder in ["exporters", "integrations"] {
        for entry in fs::read_dir(root().join(folder)).expect("the folder is there") {
            let name = entry.expect("it is readable").file_name().into_string().expect("names are text");
            assert_eq!(dependencies(&format!("{folder}/{name}")), ["traced-runtime"], "{name}");
        }
    }
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
