//! The parts that can be held against thought alone; what they do together is in `tests/zero/`.

use std::{ffi::OsString, path::Path};

use super::{dep_info, invocation::Invocation, plan::clean, starts, text::Insertions};

#[test]
fn what_is_put_in_can_be_taken_out() {
    let text = "fn a() {}\n  fn é() {} fn c() {}\n";
    let mut insertions = Insertions::default();
    insertions.add(text.find("fn c").unwrap(), "[three] ");
    insertions.add(0, "[one] ");
    insertions.add(text.find("fn é").unwrap(), "[two] ");
    let changed = insertions.apply(text).unwrap();
    assert_eq!(changed, "[one] fn a() {}\n  [two] fn é() {} [three] fn c() {}\n");
    let lines = insertions.by_lines(text);
    // Each place of the original is found from where it has gone, by its column in characters and by its byte.
    for (at, _) in text.char_indices() {
        let before = &text[..at];
        let (line, column) =
            (before.matches('\n').count() + 1, before.chars().rev().take_while(|c| *c != '\n').count() + 1);
        let put_in = [(0, "[one] "), (12, "[two] "), (23, "[three] ")].iter().filter(|(start, _)| *start <= at);
        let byte = at + put_in.map(|(_, text)| text.len()).sum::<usize>();
        let moved = changed[..byte].chars().rev().take_while(|c| *c != '\n').count() + 1;
        assert_eq!((lines.column(line, moved), lines.byte(byte)), (column, at), "{before:?}");
    }
    assert_eq!(lines.original(2, changed.lines().nth(1).unwrap()), text.lines().nth(1).unwrap());
}

#[test]
fn a_place_that_is_none_is_refused() {
    let mut insertions = Insertions::default();
    insertions.add(1, "x");
    assert_eq!(insertions.apply("é"), None);
    assert_eq!(insertions.apply(""), None);
}

#[test]
fn the_original_is_what_cargo_is_told_of() {
    let text = "/t/x.d: /m/a\\ b/main.rs /m/a\\ b/c.rs\n\n/m/a\\ b/main.rs:\n/m/a\\ b/c.rs:\n\n# env-dep:CARGO_PKG_NAME=x: y\n";
    let said = dep_info::corrected(
        text,
        Path::new("/m/a b"),
        Path::new("/home/my work"),
        Some(Path::new("/home/traced.toml")),
    );
    let expected = "/t/x.d: /home/my\\ work/main.rs /home/my\\ work/c.rs /home/traced.toml\n\n/home/my\\ work/main.rs:\n\
                    /home/my\\ work/c.rs:\n\n# env-dep:CARGO_PKG_NAME=x: y\n\n/home/traced.toml:\n";
    assert_eq!(said, expected);
}

#[test]
fn a_call_of_the_compiler_is_understood() {
    let call = "--crate-name shop --edition=2021 src/main.rs --error-format=json --json=artifacts --crate-type bin \
                --emit=dep-info,link -C opt-level=3 -Cextra-filename=-1a2b --out-dir /t/deps --target x86_64-unknown-linux-gnu \
                -L dependency=/t/deps --extern noprelude:serde=/t/libserde-1.rlib --extern t=/t/libtraced-77.rlib --extern traced_setup=/t/libtraced_setup-7.rmeta --cfg a \
                -Ctarget-cpu=native";
    let invocation = Invocation::read(call.split_whitespace().map(OsString::from).collect());
    assert!(invocation.compiles() && invocation.is_program() && !invocation.is_proc_macro());
    assert_eq!(invocation.root, Some((3, "src/main.rs".into())));
    assert_eq!((invocation.krate.as_str(), invocation.edition.as_str()), ("shop", "2021"));
    assert_eq!(invocation.target.as_deref(), Some("x86_64-unknown-linux-gnu"));
    assert_eq!(invocation.dep_info(), Some("/t/deps/shop-1a2b.d".into()));
    assert_eq!(invocation.knows("traced"), Some("t"));
    assert_eq!((invocation.knows("traced_setup"), invocation.knows("traced_file")), (Some("traced_setup"), None));
    assert_eq!(invocation.machine, ["-Ctarget-cpu=native"]);
    let asked = Invocation::read(["-vV"].map(OsString::from).to_vec());
    assert!(!asked.compiles());
}

#[test]
fn paths_are_cleaned_as_they_are_written() {
    assert_eq!(clean(Path::new("/a/./b/../c.rs")), Path::new("/a/c.rs"));
}

#[test]
fn it_is_seen_whether_tracing_is_started_somewhere() {
    for (text, expected) in [
        ("fn main() { let _setup = traced_setup::init(); }", true),
        ("use traced::{Span, init};", true),
        ("fn main() { traced::builder().service(\"x\"); }", true),
        ("fn main() { begin().install().unwrap(); }", true),
        ("use traced::{Span, traced}; fn init() {}", false),
        ("#[traced::traced] fn main() {}", false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("src/deep")).unwrap();
        std::fs::create_dir(folder.path().join("target")).unwrap();
        std::fs::write(folder.path().join("target/made.rs"), "traced_setup").unwrap();
        std::fs::write(folder.path().join("notes.txt"), "traced_setup").unwrap();
        std::fs::write(folder.path().join("src/deep/a.rs"), text).unwrap();
        assert_eq!(starts::somewhere(&[folder.path()]), expected, "{text}");
    }
}
