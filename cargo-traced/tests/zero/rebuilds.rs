//! Cargo sees what has changed, and only that.

use crate::support::{Workspace, manifest};

const MAIN: &str = "mod part;\n\nfn main() {\n    println!(\"{} {}\", part::value(), include_str!(\"text.txt\"));\n}\n";

fn workspace() -> Workspace {
    Workspace::new(&[
        ("Cargo.toml", &manifest("change", "2021", "")),
        ("src/main.rs", MAIN),
        ("src/part.rs", "pub fn value() -> u32 { 1 }\n"),
        ("src/text.txt", "one"),
    ])
}

#[test]
fn changed_files_are_compiled_anew_and_others_are_not() {
    let workspace = workspace();
    let run = |expected: &str, compiles: bool| {
        let said = workspace.traced(&["run"]).fine();
        assert_eq!(said.out, expected);
        assert_eq!(said.err.contains("Compiling change"), compiles, "{}", said.err);
        assert_eq!(said.tree(), [(0, "main"), (1, "value")]);
    };
    run("1 one\n", true);
    run("1 one\n", false);
    workspace.write("src/part.rs", "pub fn value() -> u32 { 2 }\n");
    run("2 one\n", true);
    workspace.write("src/text.txt", "two");
    run("2 two\n", true);
    run("2 two\n", false);
    workspace.write("src/part/mod.rs", "pub fn value() -> u32 { 3 }\n");
    std::fs::remove_file(workspace.path().join("src/part.rs")).unwrap();
    run("3 two\n", true);
}

#[test]
fn the_configuration_is_one_of_the_files() {
    let workspace = workspace();
    let tree = |expected: &[(usize, &str)]| {
        let said = workspace.traced(&["run"]).fine();
        assert_eq!(said.tree(), expected, "{}", said.err);
        said
    };
    tree(&[(0, "main"), (1, "value")]);
    workspace.write("traced.toml", "[[rule]]\nmatch = \"elsewhere\"\nset = { enabled = true }\n");
    tree(&[(0, "main")]);
    workspace.write("traced.toml", "[[rule]]\nmatch = \"change::part\"\nset = { enabled = true }\n");
    tree(&[(0, "main"), (1, "value")]);
    assert!(!tree(&[(0, "main"), (1, "value")]).err.contains("Compiling"));
    // One that cannot be read changes nothing for the program.
    workspace.write("traced.toml", "[[rule]\n");
    let said = workspace.traced(&["run"]).fine();
    assert_eq!(said.out, "1 one\n");
    assert!(said.tree().is_empty());
    assert!(said.err.contains("traced.toml:1:"), "{}", said.err);
}

#[test]
fn the_configuration_says_where_spans_go_and_which() {
    let workspace = workspace();
    let exporter = "service = \"changed\"\n[[exporter]]\nkind = \"file\"\npath = \"trace.jsonl\"\n";
    let rules = "[[rule]]\nmatch = \"change\"\nset = { enabled = true }\n";
    let off = "[[rule]]\nmatch = \"change::part\"\nset = { enabled = false }\n";
    workspace.write("traced.toml", &format!("{exporter}{rules}"));
    let said = workspace.traced(&["run"]).fine();
    assert!(said.tree().is_empty(), "{}", said.err);
    let names = || {
        let written = std::fs::read_to_string(workspace.path().join("trace.jsonl")).unwrap();
        std::fs::remove_file(workspace.path().join("trace.jsonl")).unwrap();
        assert!(written.contains("changed"), "{written}");
        ["main", "value"].map(|name| written.contains(&format!("\"name\":\"{name}\"")))
    };
    assert_eq!(names(), [true, true]);
    // Switched off for the program as it is: what was built is not built again.
    workspace.write("traced.toml", &format!("{exporter}{rules}{off}"));
    workspace.run("traced/debug/change").fine();
    assert_eq!(names(), [true, false]);
}

#[test]
fn builds_with_and_without_spans_do_not_disturb_each_other() {
    let workspace = workspace();
    workspace.cargo(&["build"]).fine();
    workspace.traced(&["build"]).fine();
    let fresh = |said: crate::support::Said| assert!(!said.fine().err.contains("Compiling"));
    fresh(workspace.cargo(&["build"]));
    fresh(workspace.traced(&["build"]));
    assert!(workspace.run("debug/change").fine().err.is_empty());
}

#[test]
fn rules_of_the_environment_hold_without_a_file() {
    let workspace = workspace();
    let tree = |filter: &str, expected: &[(usize, &str)]| {
        let said = workspace.traced_where(&[("TRACED", filter)], &["run"]).fine();
        assert_eq!((said.out.as_str(), said.tree()), ("1 one\n", expected.to_vec()), "{}", said.err);
        said.err
    };
    tree("change::part=off", &[(0, "main")]);
    tree("change::part=on", &[(0, "main"), (1, "value")]);
    let said = tree("change::part=perhaps", &[]);
    assert!(said.contains("warning: traced: TRACED") && said.contains("perhaps"), "{said}");
}
