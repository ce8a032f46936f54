//! What is recorded of arguments.
#![expect(
    clippy::non_minimal_cfg,
    clippy::many_single_char_names,
    clippy::too_many_arguments,
    clippy::trivially_copy_pass_by_ref,
    clippy::needless_pass_by_value,
    reason = "the shape of the functions is the subject"
)]

use std::cell::Cell;
use std::fmt;

use futures::executor::block_on;
use traced::testing::{capture, capture_async};
use traced::{Redacted, SpanData, Value, traced};

fn tag(span: &SpanData, key: &str) -> String {
    span.tag(key).map_or_else(|| "-".to_owned(), ToString::to_string)
}

struct NoDebug;

#[derive(Debug)]
#[expect(dead_code, reason = "shown by `Debug`")]
struct OnlyDebug(u8);

struct Shown;

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("shown")
    }
}

#[traced]
fn kinds(
    a: bool,
    b: i8,
    c: u64,
    d: f32,
    e: &str,
    f: String,
    g: &[u8],
    h: Shown,
    i: OnlyDebug,
    j: &&u32,
    k: Box<str>,
    l: NoDebug,
) {
    let _ = (a, b, c, d, e, f, g, h, i, j, k, l);
}

#[test]
fn the_form_is_chosen_by_the_type_of_the_value() {
    let run =
        capture(|| kinds(true, -1, 2, 0.5, "e", "f".to_owned(), b"g", Shown, OnlyDebug(3), &&4, "k".into(), NoDebug));
    let span = run.span("kinds");
    assert_eq!(span.tag("a"), Some(&Value::Bool(true)));
    assert_eq!(span.tag("b"), Some(&Value::I64(-1)));
    assert_eq!(span.tag("c"), Some(&Value::U64(2)));
    assert_eq!(span.tag("d"), Some(&Value::F64(0.5)));
    assert_eq!(span.tag("j"), Some(&Value::U64(4)));
    for (key, value) in [("e", "e"), ("f", "f"), ("h", "shown"), ("i", "OnlyDebug(3)"), ("k", "k")] {
        assert_eq!(tag(span, key), value, "{key}");
    }
    assert!(!tag(span, "l").contains("Debug("), "no value is made up for what cannot be shown");
}

// An alias, and a type of the user called like a primitive: spelling must not matter.
type Text = String;

#[traced]
fn aliased(a: Text, b: std::num::NonZeroU32) {
    let _ = (a, b);
}

#[test]
fn spelling_does_not_matter() {
    let run = capture(|| aliased("x".to_owned(), std::num::NonZeroU32::MIN));
    assert_eq!(tag(run.span("aliased"), "a"), "x");
    assert_eq!(tag(run.span("aliased"), "b"), "1");
}

#[traced]
fn generic<T>(a: T, b: Vec<T>) -> Result<(), T> {
    drop(b);
    Err(a)
}

#[test]
fn generic_arguments_need_no_bounds() {
    let run = capture(|| (generic(NoDebug, vec![]).is_err(), generic(3, vec![4]).is_err()));
    assert_eq!(run.spans().len(), 2);
}

#[traced]
fn secrets(
    user: &str,
    password: &str,
    api_key: String,
    token_count: u32,
    session_token: &str,
    wrapped: Redacted<&str>,
) {
    let _ = (user, password, api_key, token_count, session_token, wrapped);
}

#[test]
fn names_that_look_like_credentials_are_redacted() {
    let run = capture(|| secrets("u", "p", "k".to_owned(), 3, "t", Redacted("w")));
    let span = run.span("secrets");
    assert_eq!(tag(span, "user"), "u");
    for key in ["password", "api_key", "session_token", "wrapped"] {
        assert_eq!(tag(span, key), "[redacted]", "{key}");
    }
}

#[traced(skip(a))]
fn skipping(a: u8, b: u8) {
    let _ = (a, b);
}

#[traced(skip_all)]
fn skipping_all(a: u8) {
    let _ = a;
}

struct Shop {
    id: u32,
}

impl fmt::Debug for Shop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shop#{}", self.id)
    }
}

impl Shop {
    #[traced(only(self, b))]
    fn picking(&self, a: u8, b: u8) -> u32 {
        u32::from(a + b) + self.id
    }

    #[traced]
    fn not_picking(&self, a: u8) -> u32 {
        u32::from(a) + self.id
    }
}

#[test]
fn skip_skip_all_only_and_self() {
    let run = capture(|| {
        skipping(1, 2);
        skipping_all(1);
        Shop { id: 7 }.picking(1, 2) + Shop { id: 7 }.not_picking(1)
    });
    let keys = |name| run.span(name).tags.iter().map(|(key, _)| key.as_ref()).collect::<Vec<_>>();
    assert_eq!(keys("skipping"), ["b"]);
    assert_eq!(keys("skipping_all"), [""; 0]);
    assert_eq!(keys("picking"), ["self", "b"]);
    assert_eq!(tag(run.span("picking"), "self"), "Shop#7");
    assert_eq!(keys("not_picking"), ["a"]);
}

#[traced(tags("user.id" = shop.id, n = items.len(), sum = *count + 1, a = "instead"))]
fn tagged(shop: &Shop, items: Vec<u8>, count: &u32, a: u8) -> Result<usize, ()> {
    let _ = (shop, count, a);
    Ok(items.len())
}

#[traced(tags("user.id" = shop.id, n = items.len()))]
async fn tagged_later(shop: &Shop, items: Vec<u8>, more: Vec<u8>) -> Result<usize, ()> {
    let _ = shop;
    Ok(items.len() + more.len())
}

#[test]
fn tags_see_the_arguments_and_stand_for_those_of_their_name() {
    let run = capture(|| tagged(&Shop { id: 7 }, vec![1, 2], &3, 4));
    let span = run.span("tagged");
    for (key, value) in [("user.id", "7"), ("n", "2"), ("sum", "4"), ("a", "instead")] {
        assert_eq!(tag(span, key), value, "{key}");
    }
    assert_eq!(span.tags.iter().filter(|(key, _)| key == "a").count(), 1);
    let run = block_on(capture_async(async { tagged_later(&Shop { id: 7 }, vec![1], vec![]).await }));
    assert_eq!(tag(run.span("tagged_later"), "n"), "1");
}

thread_local! {
    static EVALUATED: Cell<u32> = const { Cell::new(0) };
}

fn evaluate() -> u32 {
    EVALUATED.set(EVALUATED.get() + 1);
    EVALUATED.get()
}

#[traced(tags(n = evaluate()), orphan = ignore)]
fn counting() {}

#[test]
fn tags_are_evaluated_only_where_recorded() {
    counting();
    assert_eq!(EVALUATED.get(), 0, "outside of any span, an `orphan = ignore` function records nothing");
    let run = capture(counting);
    assert_eq!((EVALUATED.get(), tag(run.span("counting"), "n").as_str()), (1, "1"));
}

struct Point {
    x: u32,
    y: u32,
}

#[traced]
fn destructured(Point { x, y: other }: Point, (a, _): (u8, u8), [b, ..]: [u8; 3], &c: &u8, mut d: u8) -> u32 {
    d += a + b + c;
    x + other + u32::from(d)
}

#[traced]
async fn destructured_later(Point { x, y: other }: Point, (a, mut b): (String, String)) -> u32 {
    b.push_str(&a);
    x + other
}

#[test]
fn each_binding_of_a_pattern_is_recorded() {
    let run = capture(|| destructured(Point { x: 1, y: 2 }, (3, 0), [4, 0, 0], &5, 6));
    let span = run.span("destructured");
    for (key, value) in [("x", "1"), ("other", "2"), ("a", "3"), ("b", "4"), ("c", "5"), ("d", "6")] {
        assert_eq!(tag(span, key), value, "{key}");
    }
    let run = block_on(capture_async(async {
        destructured_later(Point { x: 1, y: 2 }, ("a".to_owned(), "b".to_owned())).await
    }));
    assert_eq!(tag(run.span("destructured_later"), "other"), "2");
    assert_eq!(tag(run.span("destructured_later"), "b"), "b");
}

#[traced]
fn conditional(#[cfg(any())] gone: u8, #[cfg(all())] here: u8) -> u8 {
    here
}

#[test]
fn cfg_on_a_parameter_is_carried_to_its_tag() {
    let run = capture(|| conditional(3));
    assert_eq!(tag(run.span("conditional"), "here"), "3");
    assert_eq!(run.span("conditional").tags.len(), 1);
}

#[traced]
fn raw(r#type: u8, r#match: &str) {
    let _ = (r#type, r#match);
}

#[test]
fn raw_names_are_recorded_without_their_mark() {
    let run = capture(|| raw(1, "m"));
    assert_eq!((tag(run.span("raw"), "type").as_str(), tag(run.span("raw"), "match").as_str()), ("1", "m"));
}

#[traced]
fn long(text: &str) {
    let _ = text;
}

#[test]
fn values_are_capped() {
    let run = capture(|| long(&"é".repeat(5000)));
    let text = tag(run.span("long"), "text");
    assert!((200..=300).contains(&text.len()), "{}", text.len());
    assert!(text.starts_with("éé"));
}

#[traced]
fn nested_debug(inner: Nested) {
    let _ = inner;
}

struct Nested;

impl fmt::Debug for Nested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        long("from Debug");
        f.write_str("nested")
    }
}

#[test]
fn a_debug_that_is_itself_traced_records_nothing() {
    let run = capture(|| nested_debug(Nested));
    assert_eq!(run.spans().len(), 1);
    assert_eq!(tag(run.span("nested_debug"), "inner"), "nested");
}
