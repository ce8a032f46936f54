//! Refusals: all of them at once, and the item untouched beside them. (What they say is in `ui-tests/fail`.)

use super::support::whole;

/// How many complaints there are; and the item must be there as it was.
fn complaints(arguments: &str, item: &str) -> usize {
    let text = whole(arguments, item);
    let plain = prettyplease::unparse(&syn::parse_str(item).expect(item));
    assert!(text.starts_with(&plain), "{text}");
    text.matches("compile_error!").count()
}

#[test]
fn arguments_in_any_order() {
    let all = [
        r#""n""#,
        "kind = client",
        "skip(a)",
        "tags(x = 1)",
        "ret",
        "err = debug",
        "follows_from = c",
        "orphan = root",
        "locate",
    ];
    let item = "fn f(a: u8) -> Result<u8, E> { g(a) }";
    let expected = whole(&all.join(", "), item);
    for turn in 1..all.len() {
        let mut turned = all;
        turned.rotate_left(turn);
        assert_eq!(whole(&turned.join(", "), item), expected);
        turned.reverse();
        assert_eq!(whole(&(turned.join(", ") + ","), item), expected);
    }
}

#[test]
fn each_argument_at_most_once() {
    let all = [
        "name = \"a\"",
        "kind = client",
        "skip(a)",
        "skip_all",
        "only(a)",
        "tags(x = 1)",
        "ret",
        "err = debug",
        "error_if = c",
        "root",
        "parent = c",
        "follows_from = c",
        "orphan = root",
        "carry = off",
        "locate",
        "off",
        "crate = a::b",
    ];
    for argument in all {
        assert_eq!(complaints_of(argument), 0, "{argument}");
        assert_eq!(complaints_of(&format!("{argument}, {argument}")), 1, "{argument}");
    }
}

fn complaints_of(arguments: &str) -> usize {
    whole(arguments, "fn f(a: u8) -> R { g(a) }").matches("compile_error!").count()
}

#[test]
fn every_mistake_is_reported_at_once() {
    assert_eq!(complaints("kindd = client, skip(b), err = loud, root, root", "fn f(a: u8) {}"), 4);
}

#[test]
fn on_other_items() {
    for item in [
        "struct S;",
        "enum E {}",
        "const X: u8 = 3;",
        "static X: u8 = 3;",
        "type T = u8;",
        "use a::b;",
        "const fn f() {}",
        "macro_rules! m { () => {} }",
    ] {
        assert_eq!(complaints("", item), 1, "{item}");
        assert_eq!(whole("off", item).matches("compile_error!").count(), 0, "{item}");
    }
}
