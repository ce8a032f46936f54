//! What is said beside what cargo and the program say: what was recorded, and which rules select a lot.

use crate::support::{Said, Workspace, manifest};

fn program(main: &str) -> Workspace {
    Workspace::new(&[("Cargo.toml", &manifest("calls", "2021", "")), ("src/main.rs", main)])
}

/// The line that ends it all.
fn sum(said: &Said) -> &str {
    let mut lines = said.err.lines().filter(|line| line.starts_with("traced: "));
    let line = lines.next().unwrap_or_else(|| panic!("{}", said.err));
    assert_eq!((lines.next(), said.err.lines().last()), (None, Some(line)), "{}", said.err);
    line
}

#[test]
fn what_was_recorded_is_summed_up() {
    let workspace = program("fn one() {}\n\nfn two() { one(); one() }\n\nfn main() { two(); two() }\n");
    let said = workspace.traced(&["run"]).fine();
    assert_eq!(sum(&said), "traced: 7 spans of 3 functions");
    let said = program("fn main() {}\n").traced(&["run"]).fine();
    assert_eq!(sum(&said), "traced: 1 span of 1 function");
}

#[test]
fn functions_that_were_called_too_often_are_named() {
    // For as long as it takes until somebody has looked how many there are: that is done a hundred times a second.
    let main = "fn hot(n: u64) -> u64 { n + 1 }\n\nfn cold() {}\n\nfn main() {\n    cold();\n    let begin = std::time::Instant::now();\n    let mut n = 0;\n    while begin.elapsed().as_millis() < 500 { n = hot(n) }\n}\n";
    let said = program(main).traced(&["run"]).fine();
    assert!(sum(&said).ends_with("; called more often than is recorded within a second: `hot`"), "{}", said.err);
}

const THREE: &str = "fn one() {}\n\nfn two() { one() }\n\nfn main() { two() }\n\n#[test]\nfn four() {}\n";

#[test]
fn a_rule_that_selects_a_lot_is_worth_a_warning() {
    let workspace = program(THREE);
    let rules = |limit: u32| {
        format!("[guard]\nwarn_above = {limit}\n\n[[rule]]\nmatch = \"calls\"\nset = {{ enabled = true }}\n")
    };
    let expected = "warning: traced.toml:4:1 (`calls`): selects 3 functions, more than `guard.warn_above` (2)";
    workspace.write("traced.toml", &rules(2));
    let warned = |said: &Said| said.err.lines().filter(|line| line.contains("selects")).map(str::to_owned).collect();
    for arguments in [&["build"][..], &["test", "--no-run"], &["run"], &["run", "--", "--quiet"]] {
        let found: Vec<String> = warned(&workspace.traced(arguments).fine());
        assert_eq!(found, [expected], "{arguments:?}");
    }
    for arguments in [&["build", "-q"][..], &["--quiet", "build"]] {
        let found: Vec<String> = warned(&workspace.traced(arguments).fine());
        assert!(found.is_empty(), "{found:?}");
    }
    // The same words.
    assert_eq!(workspace.traced(&["check"]).out, format!("{expected}\n"));
    workspace.write("traced.toml", &rules(3));
    let found: Vec<String> = warned(&workspace.traced(&["build"]).fine());
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn what_is_said_among_what_cargo_says_looks_like_it() {
    let workspace = program("fn main() {}\n");
    workspace
        .write("traced.toml", "[guard]\nwarn_above = 0\n\n[[rule]]\nmatch = \"calls\"\nset = { enabled = true }\n");
    let said = workspace.traced(&["build", "--color", "always"]).fine();
    let plain: String =
        said.err.split('\x1b').map(|part| part.split_once('m').map_or(part, |(_, text)| text)).collect();
    for (painted, text) in [
        ("\x1b[33mwarning\x1b[0m: traced.toml", "warning: traced.toml"),
        ("\x1b[92m      Traced\x1b[0m calls", "      Traced calls: 1 "),
    ] {
        assert!(said.err.contains(painted) && plain.contains(text), "{:?}", said.err);
    }
    workspace.write("src/main.rs", "fn main() { }\n");
    let said = workspace.traced(&["build", "--color=never"]).fine();
    assert!(said.err.contains("      Traced calls: 1 function") && !said.err.contains('\x1b'), "{:?}", said.err);
}

#[test]
fn so_is_nothing_configured_where_there_is_a_lot() {
    let functions: Vec<_> = (0..2001).map(|n| format!("fn f{n}() {{}}\n")).collect();
    let workspace = program(&format!("#![allow(dead_code)]\n{}fn main() {{ missing() }}\n", functions.concat()));
    // It is said before anything is compiled.
    let said = workspace.traced(&["build"]);
    let expected = "warning: the rule `**` (built in): selects 2002 functions, more than `guard.warn_above` (2000): `cargo traced init` writes a file to choose in";
    assert_eq!(said.err.lines().filter(|line| *line == expected).count(), 1, "{}", said.err);
}
