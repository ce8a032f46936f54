//! `cargo traced check`.

use crate::support::{Said, copied, fixture, run, write};

fn checked(rules: &str) -> Said {
    let folder = copied("shop");
    write(folder.path(), "traced.toml", rules);
    run(folder.path(), &["check"])
}

#[test]
fn a_configuration_that_fits_is_fine() {
    let said = checked("[[rule]]\nmatch = \"web_shop\"\nset = { enabled = true }\n");
    assert_eq!((said.code, &*said.out), (0, ""));
    assert!(said.err.starts_with("1 rule, "), "{}", said.err);
}

#[test]
fn what_has_no_use_is_found() {
    let first = "[[rule]]\nmatch = \"web_shop\"\nset = { enabled = true }\n";
    for (rules, expected) in [
        (
            "[[rule]]\nmatch = \"web_shop::odrers\"\nset = { enabled = true }",
            "warning: traced.toml:4:1 (`web_shop::odrers`): is about no function, did you mean `web_shop::orders`?\n",
        ),
        (
            "[[rule]]\nmatch = \"Cart::alone\"\nset = { enabled = false }",
            "warning: traced.toml:4:1 (`Cart::alone`): is about no function: 1 have an attribute of their own, which does not see the type; put it on the `impl`\n",
        ),
        ("[[rule]]\nmatch = \"web_shop\"\nset = {}", "warning: traced.toml:4:1 (`web_shop`): sets nothing\n"),
        (
            "[[rule]]\nmatch = \"web_shop::db\"\nset = { enabled = true }\n[[rule]]\nmatch = \"web_shop::db\"\nset = { enabled = false }",
            "warning: traced.toml:4:1 (`web_shop::db`): has no effect: all it sets (`enabled`) is set by later rules, as at traced.toml:7:1, for the same functions\n",
        ),
        (
            "[[rule]]\nmatch = \"Order::quick\"\nset = { args = \"none\" }",
            "warning: traced.toml:4:1 (`Order::quick`): has no effect: none of the 1 functions it is about is traced\n",
        ),
        (
            "[[rule]]\nmatch = \"web_shop::db\"\nset = { compile = true }",
            "warning: traced.toml:4:1 (`web_shop::db`): sets `compile`, which has no effect: no rule sets `enabled = false` for its functions\n",
        ),
    ] {
        let said = checked(&format!("{first}{rules}\n"));
        assert_eq!((said.code, &*said.out), (1, expected));
    }
}

/// Keys count one by one: the first rule still says what becomes of arguments.
#[test]
fn a_rule_of_which_something_is_left_is_none_of_them() {
    let rules = "[[rule]]\nmatch = \"web_shop\"\nset = { enabled = false, args = \"none\" }\n[[rule]]\nmatch = \"web_shop\"\nset = { enabled = true }\n";
    assert_eq!(checked(rules).code, 0);
}

#[test]
fn a_rule_for_too_much_is_found() {
    let rules = "[[rule]]\nmatch = \"web_shop\"\nset = { enabled = true }\n[guard]\nwarn_above = 3\n";
    let said = checked(rules);
    assert_eq!(said.code, 1);
    assert_eq!(
        said.out,
        "warning: traced.toml:1:1 (`web_shop`): selects 23 functions, more than `guard.warn_above` (3)\n"
    );
}

#[test]
fn all_mistakes_of_the_file_are_told() {
    let said = checked("servce = \"x\"\n[guard]\nwarn_above = \"many\"\n");
    assert_eq!((said.code, &*said.out), (2, ""));
    assert!(
        said.err.contains("\n  traced.toml:1:1: found the unknown key \"servce\", did you mean `service`?"),
        "{}",
        said.err
    );
    assert!(said.err.contains("\n  traced.toml:3:14: `guard.warn_above`: found \"many\""), "{}", said.err);
}

#[test]
fn sources_that_cannot_be_read_are_findings() {
    let said = run(&fixture("broken"), &["check"]);
    assert_eq!(said.code, 1);
    assert_eq!(said.out.lines().count(), 2, "{}", said.out);
    assert!(said.err.contains("there is no traced.toml: `cargo traced init` writes one\n"), "{}", said.err);
}
