//! Source files, and their code without comments and texts.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The root of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a file of the project.
#[track_caller]
pub fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All Rust files below a folder of the project, by their paths from its root, in order.
pub fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.map(|entry| entry.expect("the folder stays readable").path()) {
            let name = path.file_name().expect("entries have names").to_string_lossy();
            if path.is_dir() {
                let is_ours = !name.starts_with('.') && !name.starts_with("target") && name != "node_modules";
                folders.extend(is_ours.then_some(path));
            } else if name.ends_with(".rs") {
                found.push(path.strip_prefix(root()).expect("it was found below the root").to_owned());
            }
        }
    }
    found.sort();
    found
}

/// The same text with comments, strings and characters blanked out; lines stay where they are.
pub fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let (len, is_code) = token(rest, code.chars().next_back());
        let len = if is_code { next.len_utf8() } else { len };
        let (taken, after) = rest.split_at(len);
        if is_code {
            code.push_str(taken);
        } else {
            code.extend(taken.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        }
        rest = after;
    }
    code
}

/// How long what begins here is, and whether it is code.
fn token(text: &str, before: Option<char>) -> (usize, bool) {
    let until = |end: &str, from: usize| text[from..].find(end).map_or(text.len(), |at| from + at + end.len());
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if text.starts_with("//") {
        return (text.find('\n').unwrap_or(text.len()), false);
    }
    if text.starts_with("/*") {
        return (until("*/", 2), false);
    }
    if let Some(after) = text.strip_prefix('r').filter(|_| !in_word) {
        let hashes = after.len() - after.trim_start_matches('#').len();
        if after[hashes..].starts_with('"') {
            return (until(&format!("\"{}", "#".repeat(hashes)), 2 + hashes), false);
        }
    }
    if let Some(after) = text.strip_prefix('"') {
        return (1 + quoted(after, '"'), false);
    }
    // A lifetime is not a character: `'a` has no second quote right behind.
    if let Some(after) = text.strip_prefix('\'') {
        let mut chars = after.chars();
        if chars.next() == Some('\\') || chars.next() == Some('\'') {
            return (1 + quoted(after, '\''), false);
        }
    }
    (1, true)
}

/// Up to and with the closing quote.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[test]
fn code_is_what_is_neither_comment_nor_text() {
    let text = "a /* b */ \"c\\\" // d\" r#\"e\"f\"# 'g' '\\'' &'h i // j\nk";
    let words: Vec<_> = code(text).split_whitespace().map(str::to_owned).collect();
    assert_eq!(words, ["a", "&'h", "i", "k"]);
}
