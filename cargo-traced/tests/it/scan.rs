//! The scanner finds functions where rustc does, and says what they are.

use std::collections::BTreeSet;

use cargo_traced::scan::{Attribute, Crate, Function, Obstacle, Scan, Target};
use traced_config::{Kind, Visibility};

use crate::support::{copied, fixture, scanned, write};

fn of<'a>(scan: &'a Scan, path: &str) -> &'a Function {
    let mut found = scan.functions.iter().filter(|function| function.path() == path);
    let function = found.next().unwrap_or_else(|| panic!("no {path} among {:#?}", paths(scan)));
    assert!(found.next().is_none(), "{path} is there twice");
    function
}

fn paths(scan: &Scan) -> Vec<String> {
    scan.functions.iter().map(Function::path).collect()
}

#[test]
fn modules_are_found_where_rustc_finds_them() {
    let scan = scanned("shop", false);
    assert_eq!(scan.problems, []);
    let found: Vec<_> =
        paths(&scan).into_iter().filter(|path| path.starts_with("web_shop") && !path.contains("orders")).collect();
    assert_eq!(
        found,
        [
            "web_shop::begin",
            "web_shop::called_from_c",
            "web_shop::elsewhere",
            "web_shop::fixed",
            "web_shop::inner",
            "web_shop::db::places::here::here",
            "web_shop::db::pool::connect",
            "web_shop::db::pool::deep::dive",
            "web_shop::db::system::others",
            "web_shop::db::system::posix",
            "web_shop::inline::on_the_same_line",
            "web_shop::inline::with_a_body",
            "web_shop::inline::deeper::deep_down",
            "web_shop::price::price",
            "web_shop::price::discount::discount",
            "web_shop::tests::it_begins",
            "web_shop::type::match",
            "web_shop::unix::unix",
        ]
    );
}

/// The compiler says of which files it has made the crate.
#[test]
fn the_files_are_those_that_rustc_reads() {
    let folder = copied("shop");
    // What it needs from elsewhere is not the matter here.
    write(folder.path(), "shop/src/orders/parts.rs", "//! Nothing.\n\nfn nothing() {}\n");
    let root = folder.path().join("shop/src");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = std::process::Command::new(rustc);
    command.args([
        "--edition",
        "2024",
        "--crate-type",
        "lib",
        "--crate-name",
        "web_shop",
        "--emit",
        "dep-info=-",
        "--test",
    ]);
    let output = command.arg(root.join("lib.rs")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).unwrap();
    let read: BTreeSet<_> =
        told.lines().filter_map(|line| line.strip_suffix(".rs:")).map(|file| format!("{file}.rs")).collect();
    let krate =
        Crate { package: "p".into(), name: "web_shop".into(), target: Target::Library, root: root.join("lib.rs") };
    let scan = cargo_traced::scan::scan(&[krate.into()]);
    let found: BTreeSet<_> = scan.functions.iter().map(|function| function.file.display().to_string()).collect();
    // Files without functions are not known to differ.
    let is_empty = |file: &&String| !std::fs::read_to_string(file).unwrap().contains("fn ");
    let only_read: Vec<_> = read.difference(&found).filter(|file| !is_empty(file)).collect();
    // Its one function is made by a macro.
    assert_eq!(only_read, [&root.join("db.rs").display().to_string()]);
    let only_found: Vec<_> = found.difference(&read).cloned().collect();
    // Where the condition does not hold.
    assert_eq!(only_found, [root.join("db/system.rs").display().to_string()]);
}

#[test]
fn functions_are_told_apart() {
    let scan = scanned("shop", false);
    let begin = of(&scan, "web_shop::begin");
    assert_eq!((begin.is_async, begin.visibility, begin.kind), (true, Visibility::Public, Kind::Function));
    assert_eq!((begin.line, begin.column, begin.is_test), (15, 14, false));
    let inner = of(&scan, "web_shop::inner");
    assert_eq!((inner.is_async, inner.visibility, inner.kind), (false, Visibility::Private, Kind::Function));
    assert_eq!(of(&scan, "web_shop::called_from_c").visibility, Visibility::Restricted);
    let place = of(&scan, "web_shop::orders::Order::place");
    assert_eq!((&*place.owner, place.kind, place.visibility), ("Order", Kind::Method, Visibility::Public));
    let twice = of(&scan, "web_shop::orders::Total::twice");
    assert_eq!((&*twice.owner, twice.kind, twice.visibility), ("Total", Kind::TraitMethod, Visibility::Public));
    assert_eq!(of(&scan, "web_shop::orders::Order::total").kind, Kind::TraitMethod);
    assert!(of(&scan, "web_shop::tests::it_begins").is_test);
}

/// What stands at the place for the attribute is the function, from its visibility on.
#[test]
fn the_place_for_an_attribute_is_before_the_visibility() {
    let scan = scanned("shop", true);
    for (path, expected) in [
        ("web_shop::begin", "pub async fn begin()"),
        ("web_shop::inner", "fn inner()"),
        ("web_shop::called_from_c", "pub(crate) unsafe extern \"C\" fn called"),
        ("web_shop::inline::with_a_body", "pub(super) fn with_a_body()"),
        ("web_shop::inline::on_the_same_line", "fn on_the_same_line()"),
        ("web_shop::orders::Order::quick", "fn quick("),
        ("web_shop::orders::parts::Cart::alone", "fn alone("),
        ("web_shop::tests::it_begins", "fn it_begins()"),
    ] {
        let function = of(&scan, path);
        let text = std::fs::read_to_string(&function.file).unwrap();
        let at = &text[function.insert..];
        assert!(at.starts_with(expected), "{path}: {at}");
    }
}

#[test]
fn marks_in_front_of_a_file_count_as_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("main.rs");
    for front in ["\u{feff}", "#!/usr/bin/env run\n", "\u{feff}#!/bin/sh\n", "#![allow(dead_code)]\n"] {
        let text = format!("{front}// ü\nfn main() {{}}\n");
        std::fs::write(&file, &text).unwrap();
        let krate =
            Crate { package: "p".to_owned(), name: "p".to_owned(), target: Target::Program, root: file.clone() };
        let scan = cargo_traced::scan::scan(&[krate.into()]);
        assert_eq!(scan.problems, []);
        assert_eq!(&text[scan.functions[0].insert..], "fn main() {}\n");
        let line = text.lines().position(|line| line.contains("main()")).unwrap() + 1;
        assert_eq!(scan.functions[0].line, line);
    }
}

#[test]
fn what_keeps_spans_out_is_known() {
    let scan = scanned("shop", true);
    for (path, obstacle) in [
        ("web_shop::fixed", Some(Obstacle::Const)),
        ("web_shop::elsewhere", Some(Obstacle::Foreign)),
        ("web_shop::called_from_c", None),
        ("web_shop::orders::Order::id", Some(Obstacle::Getter)),
        ("web_shop::orders::Order::len", Some(Obstacle::Getter)),
        ("web_shop::orders::Order::place", None),
        ("web_shop::orders::Order::quick", Some(Obstacle::InlineAlways)),
        ("web_shop::orders::Order::drop", Some(Obstacle::Plumbing)),
        ("web_shop::orders::Total::total", Some(Obstacle::NoBody)),
        ("web_shop::orders::Total::twice", None),
        ("web_shop::orders::Order::total", None),
        ("bare::add", Some(Obstacle::NoStd)),
        ("bare::inner::of_a_module", Some(Obstacle::NoStd)),
        ("derive::nothing", Some(Obstacle::ProcMacro)),
        ("build_script_build::main", Some(Obstacle::BuildScript)),
        ("sells::sells", None),
    ] {
        assert_eq!(of(&scan, path).obstacle, obstacle, "{path}");
    }
}

#[test]
fn attributes_are_seen_on_functions_and_around_them() {
    let scan = scanned("shop", false);
    for (name, attribute) in [
        ("annotated", Attribute::Own { line: 5 }),
        ("left_alone", Attribute::Off { line: 8 }),
        ("under_a_condition", Attribute::Conditional { line: 11 }),
        ("Cart::add", Attribute::Around { line: 16 }),
        ("Cart::size", Attribute::Around { line: 16 }),
        ("Cart::asked_for", Attribute::Own { line: 24 }),
        ("Cart::excluded", Attribute::Off { line: 29 }),
        ("Cart::alone", Attribute::Own { line: 34 }),
    ] {
        assert_eq!(of(&scan, &format!("web_shop::orders::parts::{name}")).attribute, attribute, "{name}");
    }
    assert_eq!(of(&scan, "web_shop::begin").attribute, Attribute::None);
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_goes_on() {
    let scan = scanned("broken", false);
    assert_eq!(paths(&scan), ["broken::readable", "broken::whole::fine"]);
    let folder = fixture("broken").join("src");
    let told: Vec<_> = scan.problems.iter().map(|problem| (problem.file.to_path_buf(), problem.line)).collect();
    assert_eq!(told, [(folder.join("lib.rs"), 5), (folder.join("torn.rs"), 3)]);
    assert!(scan.problems[0].reason.starts_with("the module `broken::missing` has no file: it would be "));
    assert!(scan.problems[1].reason.starts_with("it does not parse: "), "{}", scan.problems[1].reason);
}

/// The macro passes over what is listed here, and the list of functions says so.
#[test]
fn bulk_mode_passes_over_the_same() {
    let of = |file: &str, name: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let text = std::fs::read_to_string(path).unwrap();
        let (_, list) = text.split_once(&format!("{name}: &[&str] = &[")).expect("the list is there");
        let (list, _) = list.split_once(']').expect("it ends");
        list.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()
    };
    let (macros, ours) = ("../macros/src/bulk.rs", "src/scan/obstacle.rs");
    assert_eq!(of(macros, "PASSED_OVER"), of(ours, "PLUMBING"));
    assert_eq!(of(macros, "CHEAP"), of(ours, "CHEAP"));
    assert!(of(ours, "CHEAP").len() > 10);
}

/// The stack is not what ends it.
#[test]
fn files_that_are_nested_too_deep_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("main.rs");
    let krate = || Crate { package: "p".into(), name: "p".into(), target: Target::Program, root: file.clone() };
    let around =
        |open: &str, close: &str, n: usize| format!("fn f() {{ let _ = {}1{}; }}", open.repeat(n), close.repeat(n));
    let deep: [(&str, &str); 9] = [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("!", ""),
        ("-&*", ""),
        ("|_| ", ""),
        ("x = ", ""),
        ("return ", ""),
        ("if x { 1 } else ", "if x {}"),
    ];
    for (open, close) in deep {
        for (n, is_read) in [(700, true), (13_000, false), (500_000, false)] {
            std::fs::write(&file, around(open, close, n)).unwrap();
            let scan = cargo_traced::scan::scan(&[krate().into()]);
            let told: Vec<_> =
                scan.problems.iter().filter(|problem| problem.reason.contains("nested too deep")).collect();
            assert_eq!(told.is_empty(), is_read, "{n} times {open}: {:?}", scan.problems);
        }
    }
    // Brackets in texts and comments are none, and what stands side by side is not nested.
    let many =
        "// (((\nconst A: (&str, char) = (\"(((\", '(');\nconst B: &str = r#\"(((\"(\"#; /* (( */\n".repeat(5_000);
    std::fs::write(&file, format!("{many}const C: [u8; 90000] = [{}];\nfn last() {{}}", "1 + 2, ".repeat(90_000)))
        .unwrap();
    let scan = cargo_traced::scan::scan(&[krate().into()]);
    assert_eq!((scan.problems.len(), scan.functions.len()), (0, 1), "{:?}", scan.problems);
}
