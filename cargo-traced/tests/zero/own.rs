//! Programs that depend on `traced`, as `cargo traced init` leaves them.

use crate::support::{Said, Workspace, manifest};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn dependencies(names: &[(&str, &str, &str)]) -> String {
    let line = |(name, folder, features): &(&str, &str, &str)| {
        format!("{name} = {{ path = \"{ROOT}/{folder}\", default-features = false, features = [{features}] }}\n")
    };
    let lines: String = names.iter().map(line).collect::<Vec<_>>().concat();
    manifest("begun", "2024", &format!("[dependencies]\n{lines}"))
}

const MAIN: &str = "fn one() {}\n\nfn main() -> Result<(), Box<dyn std::error::Error>> {\n    one();\n    Ok(())\n}\n";

#[test]
fn a_program_that_starts_nothing_is_started() {
    let both = dependencies(&[("traced", ".", "\"record\""), ("traced-setup", "setup", "")]);
    let lock = std::fs::read_to_string(format!("{ROOT}/Cargo.lock")).unwrap();
    let workspace = Workspace::new(&[("Cargo.toml", &both), ("Cargo.lock", &lock), ("src/main.rs", MAIN)]);
    let tree = |said: &Said| assert_eq!(said.tree(), [(0, "main"), (1, "one")], "{}", said.err);
    tree(&workspace.traced(&["run"]).fine());
    // Who starts it is left to it: twice would be refused.
    workspace.write("src/main.rs", &MAIN.replace("    one();", "    let _setup = traced_setup::init()?;\n    one();"));
    let said = workspace.traced(&["run"]).fine();
    assert_eq!(said.tree(), [(0, "one")], "{}", said.err);
    // With nothing to start it with, that is said.
    workspace.write("Cargo.toml", &dependencies(&[("traced", ".", "\"record\"")]));
    workspace.write("src/main.rs", MAIN);
    let said = workspace.traced(&["run"]).fine();
    assert!(said.tree().is_empty(), "{}", said.err);
    let hint = "begun: nothing starts tracing: depend on `traced-setup`, and begin `main` with `let _setup = traced_setup::init()?;`";
    assert!(said.err.contains(hint), "{}", said.err);
}
