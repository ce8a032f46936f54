//! Every Rust file says in its first line what it is for.

use super::source::{read, rust_files};

#[test]
fn first_lines_state_one_idea() {
    let says = |path: &std::path::PathBuf| {
        read(path).lines().next().is_some_and(|line| line.starts_with("//! ") && line.len() > 8)
    };
    let silent: Vec<_> = rust_files(".").into_iter().filter(|path| !says(path)).collect();
    assert!(silent.is_empty(), "the first line is not `//!` with a sentence in {silent:#?}");
}
