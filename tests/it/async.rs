//! `#[traced]` on `async fn`.

use std::future::{Future, poll_fn, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures::executor::block_on;
use traced::testing::{capture, capture_async};
use traced::{Outcome, traced};

/// Ready at the second poll.
async fn later() {
    let mut polled = false;
    poll_fn(|cx| {
        if polled {
            return Poll::Ready(());
        }
        polled = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[traced]
async fn outer(n: u32) -> Result<u32, String> {
    later().await;
    let m = inner(n, "text").await?;
    later().await;
    Ok(m)
}

#[traced]
async fn inner(n: u32, text: &str) -> Result<u32, String> {
    later().await;
    if text.is_empty() { Err("empty".to_owned()) } else { Ok(n) }
}

#[test]
fn awaited_calls_nest() {
    let run = block_on(capture_async(outer(3)));
    let (outer, inner) = (run.span("outer"), run.span("inner"));
    assert_eq!(inner.parent_id, Some(outer.context.span_id()));
    assert_eq!(inner.tag("n").map(ToString::to_string).as_deref(), Some("3"));
    assert_eq!(inner.tag("text").map(ToString::to_string).as_deref(), Some("text"));
    assert!(outer.start <= inner.start && inner.end <= outer.end);
}

#[test]
fn an_err_of_a_future_is_an_error() {
    let run = block_on(capture_async(inner(1, "")));
    let span = run.span("inner");
    assert_eq!(span.outcome, Outcome::Errored);
    assert!(span.log("error").is_some());
}

#[traced]
fn maker() -> impl Future<Output = Result<u32, String>> {
    inner(1, "made")
}

#[traced]
fn caller() -> std::pin::Pin<Box<dyn Future<Output = Result<u32, String>> + Send>> {
    Box::pin(inner(1, "called"))
}

/// In a tuple, so that the attribute does not see that a future is returned.
#[traced]
fn calling() -> (impl Future<Output = Result<u32, String>>,) {
    (inner(1, "a"),)
}

#[traced]
async fn awaiting() -> Result<u32, String> {
    let (future,) = calling();
    later().await;
    future.await
}

#[test]
fn the_parent_is_captured_when_the_function_is_called() {
    let run = block_on(capture_async(awaiting()));
    assert_eq!(run.span("inner").parent_id, Some(run.span("calling").context.span_id()));
}

#[test]
fn side_by_side_futures_are_siblings() {
    let run = block_on(capture_async(async { futures::join!(outer(1), outer(2)).0 }));
    let outers: Vec<_> = run.spans().iter().filter(|span| span.name == "outer").collect();
    let inners: Vec<_> = run.spans().iter().filter(|span| span.name == "inner").collect();
    assert_eq!((outers.len(), inners.len()), (2, 2));
    for inner in inners {
        let same = |outer: &&&traced::SpanData| outer.tag("n") == inner.tag("n");
        let own = outers.iter().find(same).expect("one of the two");
        assert_eq!(inner.parent_id, Some(own.context.span_id()));
    }
    assert_eq!(outers[0].parent_id, outers[1].parent_id);
}

#[test]
fn a_returned_future_belongs_to_the_function() {
    let run = block_on(capture_async(async { (maker().await, caller().await) }));
    let made = run
        .spans()
        .iter()
        .find(|span| span.tag("text").is_some_and(|text| text.to_string() == "made"))
        .expect("called in `maker`");
    assert_eq!(made.parent_id, Some(run.span("maker").context.span_id()));
    run.span("caller");
}

#[traced]
async fn boxed_recursion(n: u32) -> u32 {
    if n == 0 { 0 } else { Box::pin(boxed_recursion(n - 1)).await + 1 }
}

#[test]
fn boxed_recursion_nests() {
    let run = block_on(capture_async(boxed_recursion(3)));
    assert_eq!((*run.value(), run.spans().len()), (3, 4));
}

#[traced]
async fn never(text: &str) -> ! {
    later().await;
    panic!("{text}")
}

#[test]
fn a_future_that_is_never_ready_compiles_and_unwinds() {
    let run = capture(|| std::panic::catch_unwind(|| block_on(async { never("never").await })).is_err());
    assert!(*run.value());
    assert_eq!(run.span("never").outcome, Outcome::Panicked);
}

#[traced]
#[must_use]
async fn must_use(n: u32) -> u32 {
    ready(n).await
}

#[traced]
async unsafe fn async_unsafe(n: *const u32) -> u32 {
    // SAFETY: the only caller passes a reference.
    unsafe { *n }
}

#[test]
fn functions_that_stay_async_are_spans_too() {
    let run = block_on(capture_async(async {
        let three = 3;
        // SAFETY: the pointer is to a local that outlives the call.
        let n = unsafe { async_unsafe(&raw const three).await };
        must_use(n).await
    }));
    assert_eq!(*run.value(), 3);
    run.span("must_use");
    run.span("async_unsafe");
}

#[traced]
#[tokio::main(flavor = "current_thread")]
async fn runtime_below() -> u32 {
    inner(1, "below").await.unwrap_or(0)
}

#[tokio::main(flavor = "current_thread")]
#[traced]
async fn runtime_above() -> u32 {
    inner(1, "above").await.unwrap_or(0)
}

#[test]
fn tokio_main_in_either_order() {
    let run = capture(|| runtime_below() + runtime_above());
    assert_eq!(*run.value(), 2);
    for name in ["runtime_below", "runtime_above"] {
        let id = run.span(name).context.span_id();
        assert!(run.spans().iter().any(|span| span.parent_id == Some(id)), "{name} has a child");
    }
}

#[traced]
#[tokio::test]
async fn tokio_test_below() {
    later().await;
}

#[tokio::test]
#[traced]
async fn tokio_test_above() {
    later().await;
}

const SECOND: u32 = line!() + 6;
#[traced(locate)]
async fn located(text: &str) -> Result<u8, std::num::ParseIntError> {
    later().await;
    let one: u8 = "1".parse()?;
    later().await;
    let n: u8 = text.parse()?;
    Ok(n + one)
}

#[test]
fn locate_in_a_future() {
    let run = block_on(capture_async(located("x")));
    assert_eq!(run.span("located").tag("error.line").map(ToString::to_string), Some(SECOND.to_string()));
}

#[test]
fn polling_after_completion_behaves_as_before() {
    let run = capture(|| {
        let mut future = pin!(inner(1, "a"));
        let mut cx = Context::from_waker(Waker::noop());
        while future.as_mut().poll(&mut cx).is_pending() {}
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| future.as_mut().poll(&mut cx).is_ready())).is_err()
    });
    assert!(*run.value(), "an async block panics when it is polled after it was ready");
    assert_eq!(run.spans().len(), 1);
    assert_eq!(run.span("inner").outcome, Outcome::Returned);
}
