//! A package of each edition, with what depends on where its sources are.

use crate::support::{Workspace, manifest};

/// What every edition can have. The numbers of lines are asserted below.
const MAIN: &str = r#"#![deny(warnings)]
#![forbid(unsafe_code)]
//! A program.

/// Documentation of the first item.
mod inner;
#[path = "elsewhere/odd.rs"]
mod other;

struct Counter { count: u32 }

impl Counter {
    fn add(&mut self, n: u32) -> u32 { self.count += n; self.count }

    fn count(&self) -> u32 { self.count }
}

fn place() -> (&'static str, u32, &'static str) { (file!(), line!(), module_path!()) }

const fn constant() -> u32 { 7 }

fn run() -> Result<u32, String> {
    let mut counter = Counter { count: constant() };
    counter.add(inner::twice(3));
    counter.add(other::text().len() as u32);
    Ok(counter.count())
}

fn main() {
    println!("{:?} {:?}", place(), run());
    println!("{}", include_str!("../data.txt").trim());
    println!("{}", other::generated());
    println!("{:?}", inner::deep::here());
    if std::env::args().count() > 1 {
        other::fail();
    }
}
"#;

const INNER: &str = r"pub mod deep;

pub fn twice(n: u32) -> u32 {
    n * 2
}
";

const DEEP: &str = r"pub fn here() -> (&'static str, u32) {
    (file!(), line!())
}
";

const ODD: &str = r#"include!(concat!(env!("OUT_DIR"), "/generated.rs"));

pub fn text() -> &'static str { include_str!("text.txt") }

pub fn fail() {
    panic!("on purpose");
}
"#;

const BUILD: &str = r#"use std::{env, fs, path::Path};
fn main() {
    let out = env::var("OUT_DIR").unwrap();
    fs::write(Path::new(&out).join("generated.rs"), "pub fn generated() -> u32 { 42 }").unwrap();
}
"#;

const EDITIONS: [&str; 4] = ["2015", "2018", "2021", "2024"];

fn workspace() -> Workspace {
    let members: Vec<_> = EDITIONS.iter().map(|edition| format!("\"e{edition}\"")).collect();
    let workspace = Workspace::new(&[(
        "Cargo.toml",
        &format!("[workspace]\nresolver = \"2\"\nmembers = [{}]\n", members.join(", ")),
    )]);
    for edition in EDITIONS {
        let write = |file: &str, text: &str| workspace.write(&format!("e{edition}/{file}"), text);
        write("Cargo.toml", &manifest(&format!("e{edition}"), edition, "build = \"build.rs\""));
        write("build.rs", BUILD);
        write("data.txt", "data\n");
        write("src/main.rs", MAIN);
        write("src/inner/mod.rs", INNER);
        write("src/inner/deep.rs", DEEP);
        write("src/elsewhere/odd.rs", ODD);
        write("src/elsewhere/text.txt", "four");
    }
    workspace
}

#[test]
fn every_edition_is_built_and_says_what_it_would_have_said() {
    let workspace = workspace();
    workspace.cargo(&["build"]).fine();
    let before = workspace.files();
    workspace.traced(&["build"]).fine();
    assert!(before == workspace.files(), "the user's files are as they were");
    for edition in EDITIONS {
        let plain = workspace.run(&format!("debug/e{edition}")).fine();
        let traced = workspace.run(&format!("traced/debug/e{edition}")).fine();
        assert_eq!(plain.out, traced.out, "{edition}");
        assert!(
            traced.out.starts_with(&format!("(\"e{edition}/src/main.rs\", 18, \"e{edition}\") Ok(17)\n")),
            "{}",
            traced.out
        );
        let expected = [
            (0, "main"),
            (1, "place"),
            (1, "run"),
            (2, "twice"),
            (2, "Counter::add"),
            (2, "text"),
            (2, "Counter::add"),
            (1, "here"),
        ];
        assert_eq!(traced.tree(), expected, "{edition}: {}", traced.err);
    }
}

#[test]
fn what_cannot_have_a_span_is_listed_with_its_reason() {
    let workspace = workspace();
    let said = workspace.traced(&["build", "-p", "e2021"]).fine();
    let (_, file) = said.err.lines().find_map(|line| line.split_once("2 left alone, see ")).expect(&said.err);
    let listed = std::fs::read_to_string(file).unwrap();
    let mut lines: Vec<_> = listed.lines().collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "e2021::Counter::count: it only returns a field",
            "e2021::constant: a `const fn` may be called by the compiler",
        ]
    );
}

#[test]
fn a_panic_names_the_original() {
    let workspace = workspace();
    let said = workspace.traced(&["run", "-q", "-p", "e2024", "--", "fail"]);
    assert_eq!(said.code, Some(101));
    assert!(said.err.contains("panicked at e2024/src/elsewhere/odd.rs:6:5:\non purpose"), "{}", said.err);
    assert_eq!(said.above("fail"), ["main"]);
}
