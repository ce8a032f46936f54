//! Futures that are dropped before they are ready.

use std::future::{Future, pending};
use std::pin::Pin;
use std::task::{Context, Waker};

use traced::testing::capture;
use traced::{Outcome, traced};

struct Traces(&'static str);

impl Drop for Traces {
    fn drop(&mut self) {
        in_drop(self.0);
    }
}

#[traced]
fn in_drop(_of: &str) {}

#[traced]
async fn waits(n: u32, held: Traces) -> Result<u32, String> {
    let _ = &held;
    pending::<()>().await;
    Ok(n)
}

#[traced]
fn returned(n: u32) -> impl Future<Output = u32> {
    async move {
        pending::<()>().await;
        n
    }
}

#[traced]
fn boxed(n: u32) -> Pin<Box<dyn Future<Output = u32>>> {
    Box::pin(async move {
        pending::<()>().await;
        n
    })
}

fn poll_once(future: impl Future) {
    let mut future = Box::pin(future);
    assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
}

#[test]
fn a_future_dropped_between_polls_is_cancelled() {
    let run = capture(|| {
        poll_once(waits(1, Traces("waits")));
        poll_once(returned(1));
        poll_once(boxed(1));
    });
    for name in ["waits", "returned", "boxed"] {
        assert_eq!(run.span(name).outcome, Outcome::Cancelled, "{name}");
    }
    assert!(run.span("waits").tag("n").is_some());
}

#[test]
fn what_a_dropped_future_held_is_dropped_under_its_span() {
    let run = capture(|| poll_once(waits(1, Traces("waits"))));
    assert_eq!(run.span("in_drop").parent_id, Some(run.span("waits").context.span_id()));
}

#[test]
fn a_future_that_was_never_polled_says_so() {
    let run = capture(|| {
        drop(waits(1, Traces("never")));
        drop(boxed(1));
    });
    assert_eq!(run.span("waits").outcome, Outcome::NeverPolled);
    assert_eq!(run.span("waits").tag("n"), None, "the body has not run, and its arguments were not looked at");
    assert_eq!(run.span("boxed").outcome, Outcome::NeverPolled);
}

#[test]
fn a_lost_race_is_cancelled() {
    let run = capture(|| {
        futures::executor::block_on(async {
            let won = futures::future::select(Box::pin(waits(1, Traces("lost"))), Box::pin(std::future::ready(())));
            drop(won.await);
        });
    });
    assert_eq!(run.span("waits").outcome, Outcome::Cancelled);
}
