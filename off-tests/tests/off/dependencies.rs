//! What is built where recording is off: no parser of Rust, and nothing of the macro but the attribute itself.

use std::process::Command;

#[test]
fn no_parser_is_built() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--prefix", "none", "--format", "{p}", "--edges", "normal,build"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&tree.stdout).into_owned();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let names: Vec<_> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&"traced-macros"), "{text}");
    for absent in ["syn", "quote", "proc-macro2"] {
        assert!(!names.contains(&absent), "{absent} is built:\n{text}");
    }
}
