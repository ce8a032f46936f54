//! The runtime's private module exports exactly what the macro writes.

use std::collections::BTreeSet;

use super::source::{code, read, rust_files};

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The names that the module re-exports, and its own modules.
fn exported() -> BTreeSet<String> {
    let text = code(&read("runtime/src/private.rs"));
    let mut names = BTreeSet::new();
    let mut inside = false;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("pub mod ") {
            names.extend(words(name).next().map(str::to_owned));
        }
        inside |= line.starts_with("pub use ");
        if inside {
            names.extend(reexported(line));
            inside = !line.contains(';');
        }
    }
    // What only `register!` needs is not written by the macro.
    names.retain(|name| !["inventory", "Registered"].contains(&name.as_str()));
    names
}

/// The names at the ends of the paths of a line of a list of re-exports.
fn reexported(line: &str) -> Vec<String> {
    let list = line.trim_start_matches("pub use ").trim().trim_end_matches(['{', ';', ',', '}']);
    let list = list.split_once("::{").map_or(list, |(_, names)| names);
    let name = |item: &str| words(item.rsplit_once(" as ").map_or(item, |(_, name)| name)).last().map(str::to_owned);
    list.split(',').filter_map(name).filter(|name| name != "crate" && name != "_").collect()
}

/// The names that stand behind `#p::` in the macro's templates.
fn written() -> BTreeSet<String> {
    let files = rust_files("macros/src").into_iter().filter(|file| !file.to_string_lossy().contains("tests"));
    let texts: Vec<_> = files.map(|file| code(&read(file))).collect();
    let after = |text: &str| words(text).next().map(str::to_owned);
    let paths = texts.iter().flat_map(|text| text.match_indices("#p::").map(|(at, found)| &text[at + found.len()..]));
    paths.filter_map(after).collect()
}

#[test]
fn the_private_module_is_what_the_macro_writes() {
    let (exported, written) = (exported(), written());
    let missing: Vec<_> = written.difference(&exported).collect();
    assert!(missing.is_empty(), "the macro writes what the runtime does not have: {missing:?}");
    // Types are named by the signatures of what is written.
    let is_function = |name: &&String| name.starts_with(char::is_lowercase);
    let unused: Vec<_> = exported.difference(&written).filter(is_function).collect();
    assert!(unused.is_empty(), "the macro never writes {unused:?}");
}
