//! What the compiler says is what it says without us.

use serde_json::Value;

use crate::support::{Said, Workspace, manifest};

/// Warnings on lines that get an attribute, above and below such lines, and over several of them.
const LIB: &str = r#"pub struct Thing;

impl Thing {
    pub fn unused(&self, argument: u32) {}
	pub fn tabbed(&self, argument: u32) { let x = 1; }
    pub async fn later(&self, n: u32) -> u32 { let mut m = 2; m }
}

fn dead(a: u8, b: u8) -> u8 { a }

pub fn több(szöveg: &str) -> usize { let méret = 1; 2 }

#[deprecated] pub fn old() {}

pub fn calls() { old(); let _ = if true { 1 } else { 2 }; std::fs::read("x"); }

pub fn long(
    one: u32,
    two: u32,
) -> u32 {
    one
}

pub trait Speak { fn say(&self, word: &str) { } fn hear(&self); }

fn never() -> ! { loop {} }

pub mod line { pub fn get(n: u32) -> u32 { n + 1 } pub fn put(n: u32) { let unused = n; } pub fn last() { let x = 1; } }
"#;

/// The messages of one crate, in an order of their own.
fn messages(said: &Said) -> Vec<Value> {
    let read = said.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut all: Vec<_> =
        read.filter(|line| line["reason"] == "compiler-message").map(|line| line["message"].clone()).collect();
    all.sort_by_key(Value::to_string);
    all
}

fn compare(lib: &str) {
    let workspace = Workspace::new(&[("Cargo.toml", &manifest("talk", "2021", "")), ("src/lib.rs", lib)]);
    for format in ["--message-format=json", "--message-format=json-diagnostic-rendered-ansi"] {
        let plain = workspace.cargo(&["build", format]);
        let traced = workspace.traced(&["build", format]);
        assert_eq!(plain.code, traced.code);
        let (plain, traced) = (messages(&plain), messages(&traced));
        assert!(!plain.is_empty());
        for (plain, traced) in plain.iter().zip(&traced) {
            let picture = |message: &Value| message["rendered"].as_str().unwrap().to_owned();
            assert_eq!(picture(plain), picture(traced), "{}\n{}", picture(plain), picture(traced));
            assert_eq!(plain, traced);
        }
        assert_eq!(plain.len(), traced.len());
    }
}

#[test]
fn warnings_are_the_same() {
    compare(LIB);
}

#[test]
fn errors_are_the_same() {
    compare("pub fn wrong() -> u32 { \"text\" }\n\npub fn right(n: u32) -> u32 { n + missing }\n");
    compare("pub fn unbalanced( {\n");
}
