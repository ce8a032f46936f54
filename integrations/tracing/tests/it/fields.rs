//! Fields become tags of their types.

use std::{error::Error, fmt};

use traced::{Outcome, Value};
use tracing::{field, info_span};

use crate::{failed::Failed, subscriber::capture};

#[derive(Debug)]
struct Point {
    _x: u8,
}

#[test]
fn each_type_keeps_its_type() {
    let run = capture(|| {
        drop(info_span!(
            "types",
            bool = true,
            i8 = -1_i8,
            i64 = i64::MIN,
            u16 = 16_u16,
            u64 = u64::MAX,
            f32 = 0.5_f32,
            f64 = 2.5,
            text = "text",
            owned = String::from("owned"),
            bytes = &[1_u8, 2][..],
            i128 = i128::MIN,
            debug = ?Point { _x: 1 },
            display = %Failed::of(&["shown"]),
            some = Some(3),
            none = None::<u64>,
            dotted.name = 1,
            "literal key" = 2,
        ));
    });
    let expected = [
        ("bool", Value::Bool(true)),
        ("i8", Value::I64(-1)),
        ("i64", Value::I64(i64::MIN)),
        ("u16", Value::U64(16)),
        ("u64", Value::U64(u64::MAX)),
        ("f32", Value::F64(0.5)),
        ("f64", Value::F64(2.5)),
        ("text", "text".into()),
        ("owned", "owned".into()),
        ("bytes", Value::Bytes(vec![1, 2])),
        ("i128", i128::MIN.to_string().into()),
        ("debug", "Point { _x: 1 }".into()),
        ("display", "shown".into()),
        ("some", Value::I64(3)),
        ("dotted.name", Value::I64(1)),
        ("literal key", Value::I64(2)),
    ];
    let span = run.span("types");
    for (key, value) in &expected {
        assert_eq!(span.tag(key), Some(value), "{key}");
    }
    assert_eq!(span.tags.len(), expected.len(), "{:?}", span.tags);
}

#[test]
fn what_is_recorded_later_is_there_and_the_last_wins() {
    let run = capture(|| {
        let span = info_span!("late", rows = field::Empty, state = "new", never = field::Empty);
        span.record("rows", 3_u64);
        span.record("state", "old");
        span.record("unknown", 1);
        std::thread::scope(|scope| _ = scope.spawn(|| span.record("rows", 4_u64)));
    });
    assert_eq!(run.tree().trim_end().split(' ').next(), Some("late"));
    let span = run.span("late");
    assert_eq!((span.tag("rows"), span.tag("state")), (Some(&Value::U64(4)), Some(&"old".into())));
    assert_eq!(span.tags.len(), 2);
}

#[test]
fn arguments_of_instrumented_functions_are_there() {
    #[tracing::instrument(skip(secret), fields(twice = number * 2))]
    fn work(number: u64, name: &str, point: &Point, secret: u64) -> u64 {
        number + secret + name.len() as u64
    }
    let run = capture(|| work(7, "n", &Point { _x: 2 }, 1));
    let span = run.span("work");
    assert_eq!((run.value(), span.tag("number"), span.tag("twice")), (&9, Some(&Value::U64(7)), Some(&Value::U64(14))));
    assert_eq!((span.tag("name"), span.tag("point")), (Some(&"n".into()), Some(&"Point { _x: 2 }".into())));
    assert_eq!(span.tag("secret"), None);
}

#[test]
fn an_error_is_a_tag_and_a_failure_with_its_sources() {
    let error = Failed::of(&["outer", "middle", "inner"]);
    let run = capture(|| {
        let span = info_span!("fails", cause = field::Empty);
        span.record("cause", &error as &(dyn Error + 'static));
    });
    let span = run.span("fails");
    assert_eq!((span.tag("cause"), span.outcome), (Some(&"outer".into()), Outcome::Errored));
    let log = span.log("error").unwrap();
    assert_eq!(log.field("message"), Some(&"outer".into()));
    assert_eq!(log.field("error.chain"), Some(&Value::List(vec!["middle".into(), "inner".into()])));
}

#[test]
fn values_behind_names_of_credentials_are_redacted() {
    #[tracing::instrument]
    fn login(user: &str, password: &str) {
        tracing::info!(api_key = "k-1", attempt = 1, "tried");
        tracing::Span::current().record("session_token", 7);
    }
    let run = capture(|| {
        login("me", "hunter2");
        let span = info_span!("later", user = "me", session.token = field::Empty, secret = field::Empty);
        span.record("session.token", 7).record("secret", &Failed::of(&["it is 42"]) as &(dyn Error + 'static));
    });
    assert_eq!(run.span("login").tag("user"), Some(&"me".into()));
    assert_eq!(run.span("login").tag("password"), Some(&"[redacted]".into()));
    let log = run.span("login").log("tried").unwrap();
    assert_eq!((log.field("api_key"), log.field("attempt")), (Some(&"[redacted]".into()), Some(&Value::I64(1))));
    let later = run.span("later");
    assert_eq!(later.tag("session.token"), Some(&"[redacted]".into()));
    assert_eq!((later.tag("secret"), later.logs.len()), (Some(&"[redacted]".into()), 0));
}

#[test]
fn long_values_are_cut() {
    let long = "ä".repeat(4000);
    let run = capture(|| drop(info_span!("long", long, debug = ?vec![1_u8; 4000])));
    for key in ["long", "debug"] {
        let text = run.span("long").tag(key).and_then(Value::as_str).unwrap();
        assert!((1020..=1024).contains(&text.len()), "{key}: {}", text.len());
    }
}

struct Bad;

impl fmt::Debug for Bad {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("expected: a Debug that panics");
    }
}

#[test]
fn a_debug_that_panics_is_left_out_and_nothing_else() {
    let run = capture(|| {
        let span = info_span!("work", before = 1, bad = ?Bad, after = 2, later = field::Empty);
        span.record("later", field::debug(Bad));
        let _in = span.entered();
        tracing::info!(before = 3, bad = ?Bad, after = 4, "said");
        tracing::info!("{Bad:?}");
    });
    assert_eq!(run.tree(), "work before=1 after=2\n");
    let span = run.span("work");
    let log = span.log("said").unwrap();
    assert_eq!((log.field("before"), log.field("after")), (Some(&Value::I64(3)), Some(&Value::I64(4))));
    assert_eq!((span.outcome, span.logs.len()), (Outcome::Returned, 2));
}

/// A `Debug` that is itself instrumented.
struct Chatty;

impl fmt::Debug for Chatty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let _span = info_span!("formatting").entered();
        tracing::info!(more = 1, "formatting");
        f.write_str("chatty")
    }
}

#[test]
fn nothing_is_recorded_while_a_value_is_formatted() {
    let run = capture(|| {
        let _span = info_span!("work", value = ?Chatty).entered();
        tracing::info!(value = ?Chatty, other = 1, "said");
    });
    assert_eq!(run.tree(), "work value=chatty\n");
    let [log] = &run.span("work").logs[..] else { panic!("one log") };
    assert_eq!((log.field("value"), log.field("other")), (Some(&"chatty".into()), Some(&Value::I64(1))));
    assert_eq!(log.field("more"), None);
}
