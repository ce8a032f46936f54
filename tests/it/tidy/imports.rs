//! Inside a crate a file imports only modules declared above its own: the list of modules is the architecture in reading order.

use std::path::Path;

use super::source::{code, read, rust_files};

const CRATES: [&str; 13] = [
    "runtime",
    "macros",
    "cargo-traced",
    "exporters/encode",
    "exporters/http",
    "exporters/otlp",
    "exporters/zipkin",
    "exporters/jaeger",
    "exporters/xray",
    "exporters/file",
    "exporters/testing",
    "integrations/tower",
    "integrations/tracing",
];

/// The modules of a crate, in the order of `lib.rs`.
fn modules(krate: &str) -> Vec<String> {
    let text = code(&read(format!("{krate}/src/lib.rs")));
    let name = |line: &str| {
        Some(line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ")?.strip_suffix(';')?.to_owned())
    };
    text.lines().filter_map(name).filter(|name| name != "tests").collect()
}

/// What stands behind each `crate::` in code: one name, or those of a list.
fn imported(text: &str) -> Vec<String> {
    let text = code(text);
    // `$crate` is for users of a macro, and `pub(crate)` is no path.
    let paths = text
        .match_indices("crate::")
        .filter(|(at, _)| !text[..*at].ends_with(['$', '_']))
        .map(|(at, found)| &text[at + found.len()..]);
    paths.flat_map(first_names).collect()
}

fn first_names(path: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(list) = path.strip_prefix('{') else { return vec![word(path)] };
    let (mut names, mut depth, mut at_start) = (Vec::new(), 0, true);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_start = true,
            c if at_start && !c.is_whitespace() => {
                names.push(word(&list[at..]));
                at_start = false;
            }
            _ => {}
        }
    }
    names
}

/// The module of `lib.rs` that a file belongs to.
fn owner(file: &Path, krate: &str) -> Option<String> {
    let inside = file.strip_prefix(krate).ok()?.strip_prefix("src").ok()?;
    let first = inside.iter().next()?.to_str()?;
    Some(first.strip_suffix(".rs").unwrap_or(first).to_owned())
}

fn is_test(file: &Path) -> bool {
    file.iter().any(|part| part.to_string_lossy().starts_with("tests"))
}

#[test]
fn files_import_only_what_is_declared_above() {
    let mut wrong = Vec::new();
    for krate in CRATES {
        let modules = modules(krate);
        assert!(modules.len() > 3, "{krate}: only {modules:?} found in lib.rs");
        let place = |name: &str| modules.iter().position(|module| module == name);
        for file in rust_files(&format!("{krate}/src")).into_iter().filter(|file| !is_test(file)) {
            let Some(own) = owner(&file, krate).and_then(|name| place(&name)) else { continue };
            for name in imported(&read(&file)) {
                if place(&name).is_some_and(|imported| imported > own) {
                    wrong.push(format!("{} imports `{name}`, which is declared below it", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The same inside a folder: by the order of its `mod.rs`.
#[test]
fn folders_import_only_what_is_declared_above() {
    let mut wrong = Vec::new();
    let lists =
        CRATES.iter().flat_map(|krate| rust_files(&format!("{krate}/src"))).filter(|file| file.ends_with("mod.rs"));
    for list in lists.filter(|file| !is_test(file)) {
        let folder = list.parent().expect("a file is in a folder");
        let text = code(&read(&list));
        let name = |line: &str| Some(line.split_once("mod ")?.1.strip_suffix(';')?.to_owned());
        let modules: Vec<_> = text.lines().filter_map(name).collect();
        for (own, module) in modules.iter().enumerate() {
            let file = folder.join(format!("{module}.rs"));
            if !super::source::root().join(&file).exists() || is_test(&file) {
                continue;
            }
            let text = code(&read(&file));
            for (at, found) in text.match_indices("super::") {
                for name in first_names(&text[at + found.len()..]) {
                    if modules.iter().position(|module| *module == name).is_some_and(|imported| imported > own) {
                        wrong.push(format!("{} imports `{name}`, which is declared below it", file.display()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn paths_are_found_in_lists_and_alone() {
    let text = "use crate::{a::{b, c}, d::e, f}; fn g() { crate::h::i(); $crate::j!(); /* crate::k */ }";
    assert_eq!(imported(text), ["a", "d", "f", "h"]);
}
