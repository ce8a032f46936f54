//! `cargo traced init`.

use std::{fs, path::Path};

use traced_config::Config;

use crate::support::{copied, run, write};

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn the_diff_is_shown_and_nothing_is_written_before_somebody_agrees() {
    let folder = copied("shop");
    let manifest = read(folder.path(), "shop/Cargo.toml");
    let said = run(folder.path(), &["init"]);
    assert_eq!(said.code, 1);
    assert_eq!(said.err, "error: nothing was written; `--yes` writes it without a question\n");
    assert!(said.out.starts_with("--- /dev/null\n+++ traced.toml\n@@ -0,0 +1,"), "{}", said.out);
    assert!(said.out.contains("--- shop/Cargo.toml\n+++ shop/Cargo.toml\n"), "{}", said.out);
    assert!(said.out.contains("+[dependencies]\n+traced = \"0.1\"\n+traced-setup = \"0.1\"\n"), "{}", said.out);
    assert!(!folder.path().join("traced.toml").exists());
    assert_eq!(read(folder.path(), "shop/Cargo.toml"), manifest);
}

/// What is left to the user.
const MAIN: &str = "shop/src/bin/sell-all.rs: begin `main` with `let _setup = traced_setup::init()?;`, and traced.toml is heeded without `cargo traced`, too\n";

#[test]
fn what_main_needs_is_said_for_as_long_as_it_is_not_there() {
    let folder = copied("shop");
    let said = run(folder.path(), &["init", "--yes"]);
    assert!(said.err.ends_with(MAIN), "{}", said.err);
    let main =
        "fn main() -> Result<(), traced_setup::SetupError> {\n    let _setup = traced_setup::init()?;\n    Ok(())\n}\n";
    write(folder.path(), "shop/src/bin/sell-all.rs", main);
    let said = run(folder.path(), &["init", "--yes"]);
    assert_eq!(said.err, "nothing is left to do: traced.toml and the dependencies are there\n");
    // Where there is no such dependency, there is no such line.
    let folder = copied("shop");
    let said = run(folder.path(), &["init", "--yes", "--no-dependency"]);
    assert!(!said.err.contains("traced_setup"), "{}", said.err);
    let said = run(folder.path(), &["init", "--yes", "--package", "bare"]);
    assert!(!said.err.contains("traced_setup"), "{}", said.err);
}

#[test]
fn what_sets_up_is_added_to_what_has_the_other() {
    let folder = copied("shop");
    let before = read(folder.path(), "shop/Cargo.toml") + "\n[dependencies]\ntraced = { version = \"0.1\" }\n";
    write(folder.path(), "shop/Cargo.toml", &before);
    assert_eq!(run(folder.path(), &["init", "--yes", "--package", "web-shop"]).code, 0);
    assert_eq!(read(folder.path(), "shop/Cargo.toml"), before + "traced-setup = \"0.1\"\n");
}

#[test]
fn twice_is_as_once() {
    let folder = copied("shop");
    assert_eq!(run(folder.path(), &["init", "--yes"]).code, 0);
    let files = ["traced.toml", "shop/Cargo.toml", "bare/Cargo.toml", "derive/Cargo.toml"];
    let once = files.map(|file| read(folder.path(), file));
    assert_eq!(
        once[1],
        "[package]\nname = \"web-shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\ntraced = \"0.1\"\ntraced-setup = \"0.1\"\n"
    );
    assert!(once[2].contains("\ntraced = ") && !once[2].contains("traced-setup"), "a library sets nothing up");
    assert!(!once[3].contains("traced"), "macros have nothing to trace");
    let again = run(folder.path(), &["init", "--yes"]);
    assert_eq!((again.code, &*again.out), (0, ""));
    assert_eq!(again.err, format!("nothing is left to do: traced.toml and the dependencies are there\n{MAIN}"));
    assert_eq!(files.map(|file| read(folder.path(), file)), once);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".new")), "{left:?}");
    // What it has written has a use for each of its rules.
    let checked = run(folder.path(), &["check"]);
    assert_eq!((checked.code, &*checked.out), (0, ""));
}

/// Whoever takes the `#` away has something that works.
#[test]
fn what_is_commented_out_is_right_too() {
    let folder = copied("shop");
    run(folder.path(), &["init", "--yes", "--no-dependency"]);
    let text = read(folder.path(), "traced.toml");
    let is_setting = |line: &str| {
        let word = line.split([' ', '=']).next().unwrap_or_default();
        line.starts_with('[') || (line.contains(" = ") && word.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
    };
    let mut count = 0;
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(setting) if is_setting(setting) => {
            count += 1;
            setting
        }
        _ => line,
    });
    let whole = lines.collect::<Vec<_>>().join("\n");
    Config::parse("traced.toml", &text).unwrap();
    let config = Config::parse("traced.toml", &whole).unwrap_or_else(|mistakes| panic!("{mistakes}\n{whole}"));
    assert_eq!((config.rules.iter().len(), config.sections.exporters.len()), (3, 2));
    assert!(count > 12, "{whole}");
}

#[test]
fn manifests_stay_as_they_are_written() {
    let folder = copied("shop");
    let before = "[package]\r\nname = \"web-shop\" # ours\r\nversion = \"0.1.0\"\r\n\r\n[dependencies]\r\nanyhow = \"1\"\r\n# below\r\nzeroize = \"1\"\r\n";
    write(folder.path(), "shop/Cargo.toml", before);
    assert_eq!(run(folder.path(), &["init", "--yes", "--package", "web-shop"]).code, 0);
    let expected = before.replace("# below\r\n", "traced = \"0.1\"\r\ntraced-setup = \"0.1\"\r\n# below\r\n");
    assert_eq!(read(folder.path(), "shop/Cargo.toml"), expected);
    assert!(!read(folder.path(), "bare/Cargo.toml").contains("traced"));
}

#[test]
fn the_workspace_may_say_which_it_is() {
    let folder = copied("shop");
    let root = read(folder.path(), "Cargo.toml") + "\n[workspace.dependencies]\ntraced = \"0.1\"\n";
    write(folder.path(), "Cargo.toml", &root);
    assert_eq!(run(folder.path(), &["init", "--yes", "--package", "bare"]).code, 0);
    assert!(read(folder.path(), "bare/Cargo.toml").ends_with("[dependencies]\ntraced = { workspace = true }\n"));
}

#[test]
fn another_name_for_it_will_do() {
    let folder = copied("shop");
    let before = read(folder.path(), "bare/Cargo.toml")
        + "\n[dependencies]\nspans = { package = \"traced\", version = \"0.1\" }\n";
    write(folder.path(), "bare/Cargo.toml", &before);
    assert_eq!(run(folder.path(), &["init", "--yes", "--package", "bare"]).code, 0);
    assert_eq!(read(folder.path(), "bare/Cargo.toml"), before);
}

#[test]
fn a_folder_may_be_where_it_comes_from() {
    let folder = copied("shop");
    fs::create_dir(folder.path().join("traced")).unwrap();
    let said = run(folder.path(), &["init", "--yes", "--package", "bare", "--path", "traced"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(read(folder.path(), "bare/Cargo.toml").ends_with("[dependencies]\ntraced = { path = \"../traced\" }\n"));
    let folder = copied("shop");
    fs::create_dir_all(folder.path().join("traced/setup")).unwrap();
    assert_eq!(run(folder.path(), &["init", "--yes", "--package", "web-shop", "--path", "traced"]).code, 0);
    let expected = "[dependencies]\ntraced = { path = \"../traced\" }\ntraced-setup = { path = \"../traced/setup\" }\n";
    assert!(read(folder.path(), "shop/Cargo.toml").ends_with(expected));
}
