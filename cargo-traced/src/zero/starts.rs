//! Whether a program that knows `traced` starts it somewhere. Where nobody does, as when `cargo traced init` has just been there, its `main` is made to.

use std::{fs, path::Path};

/// What is in a source that sets tracing up.
const WORDS: &[&str] = &["traced_setup", "traced::init", "traced::builder", "install("];

/// Whether one of the packages' sources sets tracing up, or might: whoever does it twice is refused.
pub(super) fn somewhere(packages: &[impl AsRef<Path>]) -> bool {
    packages.iter().any(|folder| below(folder.as_ref()))
}

fn below(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.filter_map(Result::ok).any(|entry| {
        let (path, name) = (entry.path(), entry.file_name());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => name != "target" && !name.to_string_lossy().starts_with('.') && below(&path),
            _ if path.extension().is_some_and(|end| end == "rs") => {
                fs::read_to_string(&path).is_ok_and(|text| is_in(&text))
            }
            _ => false,
        }
    })
}

fn is_in(text: &str) -> bool {
    let listed = || {
        let lists = text.match_indices("traced::{").map(|(at, _)| text[at..].split('}').next().unwrap_or_default());
        lists.into_iter().any(|list| list.contains("init") || list.contains("builder"))
    };
    WORDS.iter().any(|word| text.contains(word)) || listed()
}
