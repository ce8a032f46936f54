//! How far it reaches: over crates, threads and ends of all kinds; and where it holds back.

use crate::support::{Workspace, manifest};

#[test]
fn libraries_of_the_workspace_are_part_of_the_trace() {
    let workspace = Workspace::new(&[
        ("Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [\"app\", \"lib\", \"plain\", \"macros\"]\n"),
        ("lib/Cargo.toml", &manifest("library", "2018", "")),
        (
            "lib/src/lib.rs",
            "pub fn work(n: u32) -> Result<u32, String> { if n > 1 { Err(\"too much\".into()) } else { Ok(n) } }\n",
        ),
        // Nothing is in it that could have a span, but it is downstream of what has.
        ("plain/Cargo.toml", &manifest("plain", "2021", "[dependencies]\nlibrary = { path = \"../lib\" }\n")),
        (
            "plain/src/lib.rs",
            "pub use library::work;\n#[macro_export]\nmacro_rules! made { ($name:ident) => { fn $name() -> u32 { 5 } } }\n",
        ),
        (
            "macros/Cargo.toml",
            &manifest("macros", "2021", "[lib]\nproc-macro = true\n[dependencies]\nlibrary = { path = \"../lib\" }\n"),
        ),
        (
            "macros/src/lib.rs",
            "#[proc_macro]\npub fn number(_: proc_macro::TokenStream) -> proc_macro::TokenStream { format!(\"{}u32\", library::work(1).unwrap()).parse().unwrap() }\n",
        ),
        (
            "app/Cargo.toml",
            &manifest(
                "app",
                "2021",
                "[dependencies]\nplain = { path = \"../plain\" }\nmacros = { path = \"../macros\" }\n[profile.release]\nlto = true\n",
            ),
        ),
        (
            "app/src/main.rs",
            "plain::made!(five);\nfn main() -> Result<(), String> {\n    println!(\"{}\", five() + macros::number!());\n    plain::work(1)?;\n    plain::work(2).map(drop)\n}\n",
        ),
    ]);
    let said = workspace.traced(&["run", "-p", "app"]);
    assert_eq!((said.code, said.out.as_str()), (Some(1), "6\n"), "{}", said.err);
    assert_eq!(said.tree(), [(0, "main"), (1, "work"), (1, "work")]);
    assert!(said.err.contains("message=\"too much\"") && said.err.contains("Error: \"too much\""), "{}", said.err);
}

#[test]
fn profiles_that_abort_and_optimise_as_they_link_are_built() {
    let profile = "[profile.release]\nlto = true\npanic = \"abort\"\ncodegen-units = 1\nstrip = true\n";
    let workspace = Workspace::new(&[
        ("Cargo.toml", &manifest("tight", "2021", profile)),
        ("src/main.rs", "fn one() {}\n\nfn main() { one(); std::process::exit(3) }\n"),
    ]);
    let said = workspace.traced(&["run", "--release"]);
    assert_eq!(said.code, Some(3));
    // What ends the program is inside of `main`, and ends it.
    assert_eq!(said.tree(), [(0, "main"), (1, "one")], "{}", said.err);
    assert!(said.err.ends_with("traced: 2 spans of 2 functions\n"), "{}", said.err);
}

#[test]
fn a_panic_that_aborts_is_part_of_what_is_said() {
    let workspace = Workspace::new(&[
        ("Cargo.toml", &manifest("aborts", "2021", "[profile.dev]\npanic = \"abort\"\n")),
        ("src/main.rs", "fn one() {}\n\nfn main() { one(); panic!(\"at last\") }\n"),
    ]);
    let said = workspace.traced(&["run"]);
    assert_eq!(said.tree(), [(0, "one")], "{}", said.err);
    assert!(said.err.contains("at last"), "{}", said.err);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_program_as_it_would_and_what_was_is_said() {
    use std::{
        io::{BufRead as _, BufReader, Read as _},
        os::unix::process::ExitStatusExt as _,
        process::{Command, Stdio},
    };

    let main = "fn one() {}\n\nfn main() { one(); println!(\"ready\"); loop { std::thread::park() } }\n";
    let workspace = Workspace::new(&[("Cargo.toml", &manifest("waits", "2021", "")), ("src/main.rs", main)]);
    workspace.traced(&["build"]).fine();
    let program = workspace.path().join("target/traced/debug/waits");
    let mut child = Command::new(program).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let sent = Command::new("sh").args(["-c", "kill -TERM \"$0\"", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(15));
    assert!(said.contains(" one\n"), "{said}");
}

#[test]
fn threads_know_where_they_come_from() {
    let workspace = Workspace::new(&[
        ("Cargo.toml", &manifest("threads", "2021", "")),
        (
            "src/main.rs",
            r#"use std::thread;

fn scoped() {
    thread::scope(|scope| {
        scope.spawn(|| inside());
    });
}

fn free() { thread::spawn(move || loose()).join().unwrap(); }

fn named() { thread::Builder::new().name("x".into()).spawn(|| built()).unwrap().join().unwrap(); }

fn inside() {}
fn loose() {}
fn built() {}

fn main() {
    scoped();
    free();
    named();
}
"#,
        ),
    ]);
    let said = workspace.traced(&["run"]).fine();
    assert_eq!(said.above("inside"), ["main", "scoped"]);
    assert_eq!(said.above("loose"), ["main", "free"]);
    assert_eq!(said.above("built"), ["main", "named"]);
}

#[test]
fn crates_without_the_standard_library_are_left_alone() {
    let workspace = Workspace::new(&[
        ("Cargo.toml", &manifest("bare", "2021", "")),
        ("src/lib.rs", "#![no_std]\npub fn one() -> u32 { 1 + 1 }\n"),
        ("src/main.rs", "fn main() { println!(\"{}\", bare::one()); }\n"),
    ]);
    let said = workspace.traced(&["run"]).fine();
    assert_eq!((said.out.as_str(), said.tree()), ("2\n", vec![(0, "main")]));
    assert!(said.err.contains("bare: 0 functions; 1 left alone"), "{}", said.err);
}

#[test]
fn functions_that_do_not_compile_with_a_span_go_without() {
    // In this edition `::core` is the crate's own module then, and what is generated means another.
    let main = "mod core { pub fn one() -> u32 { 1 } }\n\nfn main() { println!(\"{}\", core::one()); }\n";
    let workspace = Workspace::new(&[("Cargo.toml", &manifest("picky", "2015", "")), ("src/main.rs", main)]);
    let said = workspace.traced(&["run"]).fine();
    assert_eq!((said.out.as_str(), said.tree()), ("1\n", Vec::new()), "{}", said.err);
    assert!(said.err.contains("left alone") || said.err.contains("compiled as it is"), "{}", said.err);
}
