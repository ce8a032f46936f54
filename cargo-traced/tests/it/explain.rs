//! `cargo traced explain`.

use crate::support::{command, copied, fixture, run, said};

fn explained(path: &str) -> String {
    let folder = copied("shop");
    std::fs::copy(fixture("rules.toml"), folder.path().join("traced.toml")).unwrap();
    let said = run(folder.path(), &["explain", path]);
    assert_eq!((said.code, &*said.err), (0, ""));
    said.out
}

#[test]
fn the_rule_that_decides_is_named_for_each_key() {
    assert_eq!(
        explained("Order::place"),
        "\
web_shop::orders::Order::place
  shop/src/orders/mod.rs:19:12: pub method, lib `web_shop` of web-shop
  traced: traced.toml:2:1 (`web_shop`); it has no `#[traced]`, so that `cargo traced run`, `build` and `test` give it one
  rules about it, of which the last that sets a key wins:
    traced.toml:2:1 (`web_shop`)
    traced.toml:11:1 (`Order::place`)
  settings:
    enabled      = true                   traced.toml:2:1 (`web_shop`)
    compile        false                  default
    args         = \"none\"                 traced.toml:11:1 (`Order::place`)
    errors         \"chain\"                default
    sample         what the sampler says  default
    min_duration   \"0ms\"                  default
    max_rate     = \"100/s\"                traced.toml:11:1 (`Order::place`)
    orphan         \"root\"                 default
    name           \"{type}::{fn}\"         default
    metrics        false                  default
"
    );
}

#[test]
fn why_something_is_not_traced_is_said() {
    for (path, expected) in [
        (
            "fixed",
            "  not traced: a `const fn` may be called by the compiler; selected by traced.toml:2:1 (`web_shop`)\n",
        ),
        ("Order::id", "  not traced: it only returns a field; selected by traced.toml:2:1 (`web_shop`)\n"),
        (
            "pool::connect",
            "  not traced: switched off while the program runs by traced.toml:6:1 (`web_shop::db, !web_shop::db::pool::deep`)\n",
        ),
        ("dive", "  traced: traced.toml:2:1 (`web_shop`); it has no `#[traced]`, "),
        (
            "annotated",
            "  not traced: left out when the program is compiled by traced.toml:19:1 (`web_shop::orders::parts::annotated`)\n",
        ),
        ("left_alone", "  not traced: `#[traced(off)]` at shop/src/orders/parts.rs:8\n"),
        ("Cart::add", "  traced: `#[traced]` around it at shop/src/orders/parts.rs:16\n"),
        ("bare::add", "  not traced: it has no `#[traced]`, and no rule sets `enabled`\n"),
        ("bare::add", "  note: it could not be selected anyway: the crate does without the standard library\n"),
        ("bare::add", "  no rule is about it\n"),
    ] {
        let said = explained(path);
        assert!(said.contains(expected), "{path}: {said}");
    }
}

#[test]
fn a_rule_that_the_attribute_hides_a_type_from_is_told() {
    let mut command = command(&fixture("shop"), &["explain", "Cart::alone"]);
    let said = said(command.env("TRACED", "Cart=off"));
    assert!(
        said.out.contains("  note: TRACED (`Cart=off`) is not about it: an attribute on a method does not see `Cart`; put it on the `impl`\n"),
        "{said:?}"
    );
}

#[test]
fn patterns_and_names_in_several_places_explain_all_of_them() {
    let said = run(&fixture("shop"), &["explain", "web_shop::db::**"]);
    let names: Vec<_> = said.out.lines().filter(|line| line.starts_with("web_shop")).collect();
    assert_eq!(
        names,
        [
            "web_shop::db::places::here::here",
            "web_shop::db::pool::connect",
            "web_shop::db::pool::deep::dive",
            "web_shop::db::system::others",
            "web_shop::db::system::posix",
        ]
    );
}

#[test]
fn an_unknown_path_has_a_nearest() {
    for (path, near) in [
        ("web_shop::orders::Order::plac", "web_shop::orders::Order::place"),
        ("web_shop::oders::Order::place", "web_shop::orders::Order::place"),
        ("discuont", "web_shop::price::discount::discount"),
    ] {
        let said = run(&fixture("shop"), &["explain", path]);
        assert_eq!((said.code, &*said.out), (2, ""));
        let expected =
            format!("error: there is no function `{path}`, did you mean `{near}`? (`cargo traced list` shows all)\n");
        assert_eq!(said.err, expected);
    }
    let said = run(&fixture("shop"), &["explain", "nothing_like_it_at_all"]);
    assert_eq!(said.err, "error: there is no function `nothing_like_it_at_all` (`cargo traced list` shows all)\n");
}
