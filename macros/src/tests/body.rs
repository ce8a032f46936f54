//! Spawn calls and `?`s in a body.

use super::support::{expanded, whole};

/// The body between its first `let` and its end, without the wrappers of spawn calls.
fn carried(body: &str) -> usize {
    let item = format!("fn f() {{ {body} }}");
    expanded("", &item).matches("__traced_tag").count()
}

#[test]
fn well_known_spawners_carry() {
    let found = [
        "tokio::spawn(work());",
        "::tokio::spawn(async move { 1 });",
        "tokio::task::spawn_blocking(|| 1,);",
        "std::thread::spawn(move || { a::<B, C>() });",
        "thread::spawn(|| 1).join();",
        "return tokio::spawn(a);",
        "tokio::spawn::<F>(a);",
        "vec![tokio::spawn(a)];",
        "if a { b(tokio::spawn(c)); }",
        "smol::spawn(a.map(|x, y| x));",
    ];
    for body in found {
        assert_eq!(carried(body), 1, "{body}");
    }
    assert_eq!(carried("rayon::join(|| a(1, 2), || b::<C, D>());"), 2);
    assert_eq!(carried("tokio::spawn(async { tokio::spawn(a) });"), 2);
}

#[test]
fn other_calls_and_other_tokens_are_left_alone() {
    let other = [
        "spawn(work());",
        "set.spawn(work());",
        "mine::tokio::spawn(a);",
        "crate::thread::spawn(a);",
        "stringify!(tokio::spawn(a));",
        "macro_rules! m { () => { tokio::spawn(a) } }",
        "let s = \"tokio::spawn(a)\";",
        "#[doc(tokio::spawn(a))] let x = 1;",
        "tokio::spawn();",
        "tokio::spawn;",
    ];
    for body in other {
        assert_eq!(carried(body), 0, "{body}");
    }
}

#[test]
fn configured_spawners() {
    let count = |arguments: &str| {
        expanded(arguments, "fn f() { my::spawn(a); set.go(b); tokio::spawn(c); }").matches("__traced_tag").count()
    };
    assert_eq!(count(""), 1);
    assert_eq!(count(r#"carry("my::spawn")"#), 2);
    assert_eq!(count(r#"carry("my::spawn", ".go")"#), 3);
    assert_eq!(count("carry = off"), 0);
}

/// The operands around which `locate` has put its notes.
fn located(body: &str) -> Vec<String> {
    let text = whole("locate", &format!("fn f() -> Result<u8, E> {{ {body} }}")).replace(['\n', ' '], "");
    let mark = "at(&__TRACED,::core::line!(),";
    text.match_indices(mark).map(|(at, _)| operand(&text[at + mark.len()..])).collect()
}

/// Up to the parenthesis that closes the call.
fn operand(text: &str) -> String {
    let mut open = 0;
    let end = text.find(|c| {
        open += i32::from(c == '(') - i32::from(c == ')');
        open < 0
    });
    text[..end.unwrap_or(text.len())].trim_end_matches(',').to_owned()
}

#[test]
fn question_marks_of_this_function_are_located() {
    let cases: [(&str, &[&str]); 9] = [
        ("a()?;", &["a()"]),
        ("let x = a::b::<C, D>(1)?.c;", &["a::b::<C,D>(1)"]),
        ("&x.y[0].z(1)?;", &["x.y[0].z(1)"]),
        ("f(x?, 1 + y?);", &["x", "y"]),
        ("x.await?;", &["x.await"]),
        ("(a, b)?;", &["(a,b)"]),
        ("<A as B>::c()?;", &["<AasB>::c()"]),
        ("vec![x?];", &["x"]),
        ("x.0?;", &["x.0"]),
    ];
    for (body, operands) in cases {
        assert_eq!(located(body), operands, "{body}");
    }
    assert_eq!(located("a?.b?;").len(), 2);
}

#[test]
fn question_marks_of_others_are_left_alone() {
    let other = [
        "let g = |x| x?;",
        "let g = move |x: A| -> B { x? };",
        "async { x? };",
        "async move { x? };",
        "fn g<T: ?Sized>() -> R { x? }",
        "impl A { fn g() -> R { x? } }",
        "stringify!(x?);",
        "macro_rules! m { ($($x:expr)?) => { y? } }",
        "match x { _ => y }?;",
        "unsafe { x }?;",
    ];
    for body in other {
        assert_eq!(located(body), [""; 0], "{body}");
    }
}

#[test]
fn a_body_that_does_not_parse_is_passed_on() {
    let text = whole("", "fn f(a: u8) -> Result<u8, E> { let x = ; a. }");
    assert!(text.contains("let x = ; a ."), "{text}");
    assert!(text.contains("__TRACED"), "{text}");
}

#[test]
fn what_another_expansion_has_done_is_not_done_again() {
    let once = whole("", "fn f(a: u8) { g(a) }");
    assert_eq!(whole("", &once), once);
}
