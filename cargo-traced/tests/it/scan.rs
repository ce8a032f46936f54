//! The scanner finds functions where rustc does, and says what they are.

use cargo_traced::scan::{Attribute, Function, Obstacle, Scan};
use traced_config::{Kind, Visibility};

use crate::support::{fixture, scanned};

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
        let krate = cargo_traced::scan::Crate {
            package: "p".to_owned(),
            name: "p".to_owned(),
            target: cargo_traced::scan::Target::Program,
            root: file.clone(),
        };
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
