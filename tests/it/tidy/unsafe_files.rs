//! `unsafe` stands only in the files that ARCHITECTURE.md names, and in each of them.

use super::source::{code, read, rust_files};

/// The paths in the list of ARCHITECTURE.md: what stands in backticks at the beginning of its lines.
fn named() -> Vec<String> {
    let text = read("ARCHITECTURE.md");
    let (_, section) = text.split_once("## Files that may contain `unsafe`").expect("the section is there");
    let section = section.split_once("\n## ").map_or(section, |(section, _)| section);
    let path = |line: &str| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned());
    let mut named: Vec<_> = section.lines().filter_map(path).collect();
    named.sort();
    named
}

fn is_unsafe(text: &str) -> bool {
    let code = code(text);
    let follows = |(at, found): (usize, &str)| {
        let after = code[at + found.len()..].trim_start();
        let starts = ["{", "fn ", "impl", "extern", "trait", "("];
        !code[..at].ends_with(['_', '!', '[']) && starts.iter().any(|start| after.starts_with(start))
    };
    code.match_indices("unsafe").any(follows)
}

#[test]
fn unsafe_code_is_where_architecture_says() {
    let crates = [
        "src",
        "config",
        "macros/src",
        "runtime/src",
        "exporters",
        "integrations",
        "setup",
        "cargo-traced/src",
        "examples",
    ];
    let is_test = |path: &str| path.contains("tests/") || path.ends_with("tests.rs");
    let files =
        crates.iter().flat_map(|folder| rust_files(folder)).map(|path| path.to_string_lossy().replace('\\', "/"));
    let found: Vec<_> = files.filter(|path| !is_test(path) && is_unsafe(&read(path))).collect();
    let mut found = found;
    found.sort();
    assert_eq!(found, named(), "left: files that contain `unsafe`; right: files that ARCHITECTURE.md names");
}
