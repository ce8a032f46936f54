//! Functions that return futures: the span lasts until the future ends.

use std::cell::Cell;
use std::future::{Future, ready};
use std::pin::Pin;
use std::rc::Rc;

use futures::FutureExt as _;
use futures::executor::block_on;
use traced::testing::capture_async;
use traced::{Outcome, traced};

#[traced]
async fn work(n: u32) -> u32 {
    ready(n).await
}

#[traced]
fn block(n: u32) -> impl Future<Output = Result<u32, String>> {
    async move { if work(n).await > 3 { Err("too much".to_owned()) } else { Ok(n) } }
}

#[traced]
fn combinator(n: u32) -> impl Future<Output = u32> {
    work(n).then(work)
}

thread_local! {
    static STATEMENTS: Cell<u32> = const { Cell::new(0) };
}

#[traced]
fn statements(n: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
    STATEMENTS.set(STATEMENTS.get() + 1);
    let m = n + 1;
    Box::pin(async move { work(m).await })
}

#[traced]
fn statements_then_combinator(n: u32) -> Pin<Box<dyn Future<Output = Result<u32, String>> + Send>> {
    if n == 0 {
        return Box::pin(ready(Err("zero".to_owned())));
    }
    Box::pin(work(n).map(Ok))
}

#[traced]
fn only_a_box(n: u32, text: String) -> Pin<Box<dyn Future<Output = Result<u32, String>> + Send>> {
    Box::pin(async move { if work(n).await > 3 { Err(text) } else { Ok(n) } })
}

#[test]
fn a_block_is_measured_to_completion() {
    let run = block_on(capture_async(async { block(4).await }));
    let (block, work) = (run.span("block"), run.span("work"));
    assert_eq!(block.outcome, Outcome::Errored);
    assert_eq!(work.parent_id, Some(block.context.span_id()));
    assert!(work.end <= block.end);
}

#[test]
fn a_combinator_is_measured_to_completion() {
    let run = block_on(capture_async(async { combinator(1).await }));
    let whole = run.span("combinator");
    let parts: Vec<_> = run.spans().iter().filter(|span| span.name == "work").collect();
    assert_eq!(parts.len(), 2);
    assert!(
        parts.iter().all(|part| part.parent_id == Some(whole.context.span_id()) && part.end <= whole.end),
        "{}",
        run.tree()
    );
}

#[test]
fn statements_before_a_final_box_pin_are_kept() {
    let run = block_on(capture_async(async {
        (statements(1).await, statements_then_combinator(0).await, statements_then_combinator(2).await)
    }));
    assert_eq!(*run.value(), (2, Err("zero".to_owned()), Ok(2)));
    assert_eq!(STATEMENTS.get(), 1);
    assert_eq!(run.span("statements").tag("n").map(ToString::to_string).as_deref(), Some("1"));
    let outcomes: Vec<_> =
        run.spans().iter().filter(|span| span.name == "statements_then_combinator").map(|span| span.outcome).collect();
    assert_eq!(outcomes, [Outcome::Errored, Outcome::Returned]);
}

#[test]
fn a_lone_box_pin_is_one_span() {
    let run = block_on(capture_async(async { only_a_box(4, "much".to_owned()).await }));
    let span = run.span("only_a_box");
    assert_eq!(span.outcome, Outcome::Errored);
    assert_eq!(span.tag("text").map(ToString::to_string).as_deref(), Some("much"));
    assert_eq!(run.spans().len(), 2);
}

#[traced]
fn not_send(n: Rc<u32>) -> Pin<Box<dyn Future<Output = u32>>> {
    Box::pin(async move { *n })
}

#[test]
fn futures_that_are_not_send_are_traced_too() {
    let run = block_on(capture_async(async { not_send(Rc::new(3)).await }));
    assert_eq!(*run.value(), 3);
    run.span("not_send");
}
