//! Panics in a body, in `Debug`, in `Drop`.
#![expect(clippy::manual_assert, clippy::needless_pass_by_value, reason = "the shape of the functions is the subject")]

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use futures::executor::block_on;
use traced::testing::{capture, capture_async};
use traced::{Outcome, traced};

#[traced]
fn sync(n: u32) -> Result<u32, String> {
    assert!(n < 3, "too much: {n}");
    Ok(n)
}

#[traced]
fn unit(n: u32) {
    assert!(n < 3, "too much: {n}");
}

#[traced]
async fn lazy(n: u32) -> Result<u32, String> {
    std::future::ready(()).await;
    assert!(n < 3, "too much: {n}");
    Ok(n)
}

#[test]
fn a_panic_ends_the_span_as_panicked_and_goes_on() {
    let run = capture(|| {
        assert!(catch_unwind(|| sync(3)).is_err());
        assert!(catch_unwind(|| unit(3)).is_err());
        assert!(catch_unwind(|| block_on(lazy(3))).is_err());
        unit(1);
    });
    for name in ["sync", "lazy"] {
        let span = run.span(name);
        assert_eq!(span.outcome, Outcome::Panicked, "{name}");
        let message = span.log("error").and_then(|log| log.field("message")).map(ToString::to_string);
        assert_eq!(message.as_deref(), Some("too much: 3"), "{name}");
    }
    let units: Vec<_> = run.spans().iter().filter(|span| span.name == "unit").map(|span| span.outcome).collect();
    assert_eq!(units, [Outcome::Panicked, Outcome::Returned]);
}

struct BadDebug;

impl fmt::Debug for BadDebug {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("in Debug")
    }
}

#[traced]
fn shows(bad: BadDebug, n: u32) -> Result<u32, String> {
    let _ = bad;
    Ok(n)
}

#[traced]
async fn shows_later(bad: BadDebug, n: u32) -> Result<u32, String> {
    let _ = bad;
    Ok(n)
}

#[test]
fn a_panic_in_debug_is_not_the_callers_problem() {
    let run = capture(|| (shows(BadDebug, 1), block_on(shows_later(BadDebug, 2))));
    assert_eq!(*run.value(), (Ok(1), Ok(2)));
    for name in ["shows", "shows_later"] {
        assert_eq!(run.span(name).outcome, Outcome::Returned);
        assert!(run.span(name).tag("n").is_some(), "{name}: what comes after it is recorded");
    }
}

struct BadDrop;

impl Drop for BadDrop {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic!("in Drop");
        }
    }
}

#[traced]
fn drops(bad: BadDrop, n: u32) -> Result<u32, String> {
    let _ = &bad;
    Ok(n)
}

#[traced]
async fn drops_later(bad: BadDrop, n: u32) -> Result<u32, String> {
    std::future::ready(&bad).await;
    Ok(n)
}

#[test]
fn a_panic_in_drop_ends_the_span() {
    let run = capture(|| {
        assert!(catch_unwind(|| drops(BadDrop, 1)).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| block_on(drops_later(BadDrop, 1)))).is_err());
        unit(1);
    });
    assert_eq!(run.spans().len(), 3);
    let root = run.span("unit").parent_id;
    assert!(run.spans().iter().all(|span| span.parent_id == root), "nothing was left open:\n{}", run.tree());
}

#[test]
fn tracing_goes_on_after_a_panic_in_a_future() {
    let run = block_on(capture_async(async {
        let _ = catch_unwind(|| block_on(lazy(9)));
        lazy(1).await
    }));
    assert_eq!(run.spans().len(), 2);
    let roots: Vec<_> = run.spans().iter().map(|span| span.parent_id).collect();
    assert_eq!(roots[0], roots[1]);
}
