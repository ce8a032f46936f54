//! `cargo traced list`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{copied, fixture, golden, run, write};

fn shop_with_rules() -> tempfile::TempDir {
    let folder = copied("shop");
    std::fs::copy(fixture("rules.toml"), folder.path().join("traced.toml")).unwrap();
    folder
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn paths(text: &str) -> BTreeSet<String> {
    json(text)["functions"].as_array().unwrap().iter().map(|entry| entry["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_list_is_as_it_was() {
    let folder = shop_with_rules();
    let said = run(folder.path(), &["list", "--json"]);
    assert_eq!(said.code, 0, "{said:?}");
    golden("list.json", &said.out);
    golden("list.txt", &run(folder.path(), &["list"]).out);
    assert_eq!(said.err, "18 of 37 functions are traced\n");
}

#[test]
fn the_golden_list_is_json_with_a_function_a_line() {
    let text = std::fs::read_to_string(fixture("list.json")).unwrap();
    let document = json(&text);
    let functions = document["functions"].as_array().unwrap();
    for function in functions {
        let path = format!("{{\"path\":{}", function["path"]);
        assert_eq!(text.lines().filter(|line| line.starts_with(&format!("{path},"))).count(), 1, "{path}");
    }
    let traced = functions.iter().filter(|function| function["traced"] == true).count();
    assert_eq!(document["summary"]["traced"], traced);
    assert_eq!(document["summary"]["all"], functions.len());
}

/// What moves down in its file is the same function.
#[test]
fn lists_differ_only_where_something_has_changed() {
    let folder = shop_with_rules();
    let before = run(folder.path(), &["list", "--json"]).out;
    let file = folder.path().join("shop/src/db/pool.rs");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("mod deep;", "// More.\n\nmod deep;", 1)).unwrap();
    assert_eq!(run(folder.path(), &["list", "--json"]).out, before);
    std::fs::write(&file, format!("{text}\npub fn added() {{}}\n")).unwrap();
    let after = run(folder.path(), &["list", "--json"]).out;
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    let added: Vec<_> = lines(&after).difference(&lines(&before)).cloned().collect();
    let [function, summary] = &added[..] else { panic!("{added:#?}") };
    assert!(summary.starts_with("\"summary\"") || function.starts_with("\"summary\""), "{added:#?}");
    assert!(added.iter().any(|line| line.contains("web_shop::db::pool::added")), "{added:#?}");
}

#[test]
fn lines_are_there_for_those_who_want_them() {
    let said = run(&fixture("shop"), &["list", "--json", "--lines", "--package", "bare"]);
    let first = &json(&said.out)["functions"][0];
    assert_eq!((&first["path"], &first["line"], &first["column"]), (&"bare::add".into(), &4.into(), &8.into()));
    let text = run(&fixture("shop"), &["list", "--lines", "-p", "bare"]).out;
    assert!(text.contains("bare/src/lib.rs:4:8"), "{text}");
}

#[test]
fn only_some_are_listed() {
    let shop = fixture("shop");
    let all = paths(&run(&shop, &["list", "--json"]).out);
    let traced = paths(&run(&shop, &["list", "--json", "--only", "traced"]).out);
    let not = paths(&run(&shop, &["list", "--json", "--only", "not"]).out);
    assert!(traced.is_disjoint(&not));
    assert_eq!(traced.union(&not).cloned().collect::<BTreeSet<_>>(), all);
    assert!(traced.contains("web_shop::begin") && not.contains("web_shop::fixed"));
    let bare = paths(&run(&shop, &["list", "--json", "--package", "bare"]).out);
    assert_eq!(bare.into_iter().collect::<Vec<_>>(), ["bare::add", "bare::inner::of_a_module"]);
    let with_tests = paths(&run(&shop, &["list", "--json", "--all-targets"]).out);
    let more: Vec<_> = with_tests.difference(&all).cloned().collect();
    assert_eq!(more, ["build_script_build::main", "sells::sells", "web_shop::tests::it_begins"]);
}

#[test]
fn what_cannot_be_read_is_listed_and_the_rest_goes_on() {
    let said = run(&fixture("broken"), &["list", "--json"]);
    assert_eq!(said.code, 0);
    assert_eq!(paths(&said.out).into_iter().collect::<Vec<_>>(), ["broken::readable", "broken::whole::fine"]);
    let problems = json(&said.out)["problems"].clone();
    let problem = |at: usize| problems[at]["problem"].as_str().unwrap().to_owned();
    assert!(problem(0).starts_with("src/lib.rs:5: the module `broken::missing` has no file"), "{problems}");
    assert!(problem(1).starts_with("src/torn.rs:3:"), "{problems}");
    assert!(said.err.contains("not read: src/torn.rs:3:"), "{}", said.err);
    assert!(said.err.ends_with("2 of 2 functions are traced; 2 places could not be read\n"), "{}", said.err);
}

#[test]
fn an_unknown_package_is_a_mistake() {
    let said = run(&fixture("shop"), &["list", "--package", "web_shop"]);
    assert_eq!((said.code, &*said.out), (2, ""));
    assert_eq!(
        said.err,
        "error: there is no package `web_shop` in the workspace, did you mean `web-shop`? (there are `bare`, `derive`, `web-shop`)\n"
    );
}

#[test]
fn broken_configuration_is_located() {
    let folder = copied("shop");
    write(folder.path(), "traced.toml", "[[rule]]\nmatch = \"a\"\nset = { enabld = true }\n");
    for command in [&["list"] as &[_], &["check"], &["explain", "begin"]] {
        let said = run(folder.path(), command);
        assert_eq!((said.code, &*said.out), (2, ""), "{command:?}");
        assert!(
            said.err.contains("traced.toml:3:9: `rule.set`: found the unknown key \"enabld\", did you mean `enabled`?"),
            "{}",
            said.err
        );
    }
    write(folder.path(), "traced.toml", "[[rule\n");
    let said = run(folder.path(), &["list"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("traced.toml:1:"), "{}", said.err);
}
