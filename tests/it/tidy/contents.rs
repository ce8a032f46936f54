//! `mod.rs` is only a list of contents.

use super::source::{code, read, rust_files};

#[test]
fn mod_rs_is_only_a_contents_list() {
    let mut wrong = Vec::new();
    let folders = ["src", "macros/src", "runtime/src", "exporters", "integrations", "tests", "benches"];
    for file in folders.iter().flat_map(|folder| rust_files(folder)).filter(|file| file.ends_with("mod.rs")) {
        let text = code(&read(&file));
        let keywords = ["fn", "struct", "enum", "impl", "trait", "static", "const", "macro_rules"];
        let found = text.split(|c: char| !c.is_alphanumeric() && c != '_').find(|word| keywords.contains(word));
        wrong.extend(found.map(|word| format!("{} holds a `{word}`", file.display())));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
