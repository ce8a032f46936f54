//! How the program is called, and how it ends.

use std::{path::Path, process::Command};

use crate::support::{command, fixture, run, said};

pub const COMMANDS: [&str; 11] =
    ["run", "build", "test", "list", "explain", "check", "init", "expand", "view", "completions", "man"];

#[test]
fn cargo_finds_it() {
    let program = Path::new(env!("CARGO_BIN_EXE_cargo-traced"));
    let mut paths = vec![program.parent().unwrap().to_owned()];
    paths.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let mut cargo = Command::new(env!("CARGO"));
    let said = said(cargo.args(["traced", "--version"]).env("PATH", std::env::join_paths(paths).unwrap()));
    assert_eq!((said.code, &*said.out), (0, concat!("cargo-traced ", env!("CARGO_PKG_VERSION"), "\n")));
    let said = crate::support::said(Command::new(program).arg("--version"));
    assert_eq!(said.code, 0, "and without cargo: {said:?}");
}

#[test]
fn help_names_commands_and_exit_codes() {
    let help = run(&fixture("shop"), &["--help"]).out;
    for word in COMMANDS.iter().copied().chain(["Exit codes:", "--color", "--quiet", "TRACED_CONFIG"]) {
        assert!(help.contains(word), "{word} is not in\n{help}");
    }
}

#[test]
fn shells_complete_it_and_man_shows_it() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = run(&fixture("shop"), &["completions", shell]);
        assert_eq!(said.code, 0);
        COMMANDS.iter().for_each(|name| assert!(said.out.contains(name), "{shell} does not complete {name}"));
    }
    let said = run(&fixture("shop"), &["man"]);
    assert_eq!(said.code, 0);
    assert!(said.out.contains(".TH cargo-traced 1"), "{}", said.out);
    for name in COMMANDS {
        assert!(said.out.contains(&format!("cargo\\-traced\\-{name}(1)")), "{name} is not in\n{}", said.out);
        let page = run(&fixture("shop"), &["man", name]);
        assert!(page.code == 0 && page.out.contains(&format!(".TH cargo-traced-{name} 1")), "{page:?}");
    }
    let said = run(&fixture("shop"), &["man", "lst"]);
    assert_eq!((said.code, &*said.err), (2, "error: there is no command `lst`, did you mean `list`?\n"));
}

#[test]
fn colours_are_for_those_who_want_them() {
    let shop = fixture("shop");
    let is_coloured = |text: &str| text.contains('\u{1b}');
    assert!(!is_coloured(&run(&shop, &["list"]).out));
    assert!(!is_coloured(&run(&shop, &["list", "--color", "never"]).out));
    let said = run(&shop, &["list", "--color", "always"]);
    assert!(is_coloured(&said.out) && is_coloured(&said.err));
    assert!(!is_coloured(&run(&shop, &["list", "--json", "--color", "always"]).out));
    assert!(is_coloured(&said_with(&shop, "CLICOLOR_FORCE")));
}

fn said_with(folder: &Path, variable: &str) -> String {
    said(command(folder, &["list"]).env(variable, "1")).out
}

#[test]
fn quiet_is_quiet() {
    let said = run(&fixture("broken"), &["list", "--quiet"]);
    assert_eq!((said.code, &*said.err), (0, ""));
    assert_eq!(said.out.lines().count(), 2);
}

#[test]
fn without_a_workspace_cargo_says_so() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["list"] as &[_], &["explain", "x"], &["check"], &["init"], &["expand", "x"]] {
        let said = run(folder.path(), arguments);
        assert_eq!((said.code, &*said.out), (2, ""), "{arguments:?}");
        assert!(
            said.err.starts_with("error: cargo does not know the workspace: could not find `Cargo.toml`"),
            "{}",
            said.err
        );
    }
    let manifest = folder.path().join("Cargo.toml");
    let said = run(folder.path(), &["list", "--manifest-path", manifest.to_str().unwrap()]);
    assert_eq!(said.code, 2, "{said:?}");
    let shop = fixture("shop").join("Cargo.toml");
    let said = run(folder.path(), &["list", "-q", "--manifest-path", shop.to_str().unwrap()]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains("web_shop::begin"), "{}", said.out);
}

#[test]
fn a_wrong_command_line_is_a_mistake() {
    for arguments in [&["lst"] as &[_], &["list", "--onyl", "traced"], &["list", "--only", "some"], &["explain"], &[]] {
        assert_eq!(run(&fixture("shop"), arguments).code, 2, "{arguments:?}");
    }
}
