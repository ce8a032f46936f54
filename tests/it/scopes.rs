//! Scopes: a span is current from `enter` to the drop, in whatever order scopes are dropped (OpenTracing's scope tests).

use std::future::{Future, poll_fn};
use std::task::Poll;

use traced::{FutureExt, Outcome, Span, SpanId, StreamExt as _, current, testing::capture, traced};

fn now() -> Option<SpanId> {
    Some(current().context().span_id()).filter(|id| id.is_valid())
}

#[allow(clippy::unnecessary_wraps, reason = "as `now` has it")]
fn id(span: &Span) -> Option<SpanId> {
    Some(span.context().span_id())
}

#[traced]
fn leaf() {}

#[test]
fn they_nest() {
    capture(|| {
        let [a, b] = ["a", "b"].map(|name| Span::builder(name).start());
        assert_eq!(now(), None);
        let outer = a.enter();
        assert_eq!(now(), id(&a));
        let inner = b.enter();
        assert_eq!(now(), id(&b));
        drop(inner);
        assert_eq!(now(), id(&a));
        let again = a.enter();
        assert_eq!(now(), id(&a));
        drop(again);
        assert_eq!(now(), id(&a));
        drop(outer);
        assert_eq!(now(), None);
    });
}

#[test]
fn the_outer_may_be_dropped_first() {
    let run = capture(|| {
        let [a, b] = ["a", "b"].map(|name| Span::builder(name).start());
        let outer = a.enter();
        let inner = b.enter();
        drop(outer);
        assert_eq!(now(), id(&b), "what is innermost stays current");
        leaf();
        drop(inner);
        assert_eq!(now(), None);
        leaf();
    });
    let mut parents: Vec<_> =
        run.spans().iter().filter(|span| span.name == "leaf").map(|span| span.parent_id).collect();
    parents.sort();
    assert_eq!(parents, [None, Some(run.span("b").context.span_id())]);
}

#[test]
fn three_in_any_order() {
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let run = capture(|| {
            let spans = ["a", "b", "c"].map(|name| Span::builder(name).start());
            let mut scopes: Vec<_> = spans.iter().map(|span| Some(span.enter())).collect();
            let mut open = [true; 3];
            for number in order {
                scopes[number] = None;
                open[number] = false;
                // What is current is the innermost that is open: never one that is closed.
                let innermost = open.iter().rposition(|open| *open).and_then(|n| id(&spans[n]));
                assert_eq!(now(), innermost, "{order:?} after {number}");
            }
            leaf();
        });
        assert_eq!(run.span("leaf").parent_id, None, "{order:?}");
    }
}

#[test]
fn leaving_does_not_finish_and_finishing_does_not_leave() {
    let run = capture(|| {
        let span = Span::builder("a").start();
        drop(span.enter());
        assert!(span.is_recording());
        let scope = span.enter();
        current().tag("before", true);
        span.finish();
        assert_eq!(now(), id(&span));
        leaf();
        drop(scope);
    });
    assert_eq!(run.tree(), "a before=true\n  leaf\n");
}

#[test]
fn a_scope_may_be_forgotten() {
    #[traced]
    fn forgets(span: &Span) {
        std::mem::forget(span.enter());
        leaf();
    }
    let run = capture(|| {
        let span = Span::builder("a").start();
        forgets(&span);
        leaf();
        span.finish();
    });
    assert_eq!(run.spans().iter().filter(|span| span.name == "leaf").count(), 2);
    assert_eq!(run.span("forgets").outcome, Outcome::Returned);
    // The thread is free for what comes next.
    assert_eq!(capture(leaf).tree(), "leaf\n");
}

#[test]
fn a_scope_may_outlive_the_call_that_made_it() {
    #[traced]
    fn enters(span: &Span) -> traced::Scope {
        span.enter()
    }
    let run = capture(|| {
        let span = Span::builder("a").start();
        let scope = enters(&span);
        assert_eq!(now(), id(&span));
        leaf();
        drop(scope);
        span.finish();
        leaf();
    });
    let of_a = run.spans().iter().filter(|s| s.name == "leaf" && s.parent_id == Some(run.span("a").context.span_id()));
    assert_eq!(of_a.count(), 1);
    assert!(run.span("enters").end <= run.span("leaf").start);
}

#[test]
fn a_scope_may_be_dropped_inside_a_poll() {
    let run = capture(|| {
        let [a, b] = ["a", "b"].map(|name| Span::builder(name).start());
        let scope = a.enter();
        let mut future = Box::pin(
            async move {
                drop(scope);
                leaf();
            }
            .in_span(&b),
        );
        futures::executor::block_on(future.as_mut());
        leaf();
    });
    let parents: Vec<_> = run.spans().iter().filter(|span| span.name == "leaf").map(|span| span.parent_id).collect();
    assert_eq!(parents[0], Some(run.span("b").context.span_id()));
    let a = run.span("a").context.span_id();
    assert!(parents[1..].iter().all(|parent| *parent != Some(a)), "a is not current any more");
}

#[test]
fn a_span_moved_into_a_future_is_finished_with_it() {
    let run = capture(|| {
        let span = Span::builder("request").start();
        futures::executor::block_on(
            async {
                leaf();
                current().tag("inside", true);
            }
            .in_span(span),
        );
        assert_eq!(now(), None);
        let dropped = Span::builder("dropped").start();
        drop(async { leaf() }.in_span(dropped));
    });
    assert_eq!(run.tree(), "request inside=true\n  leaf\ndropped\n");
}

#[test]
fn a_future_is_dropped_under_its_span() {
    struct Traces;
    impl Drop for Traces {
        fn drop(&mut self) {
            leaf();
        }
    }
    let run = capture(|| {
        let span = Span::builder("request").start();
        let traces = Traces;
        let mut future = Box::pin(
            async move {
                let _traces = traces;
                std::future::pending::<()>().await;
            }
            .in_span(span.context()),
        );
        let _ = future.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
        std::thread::spawn(move || drop(future)).join().unwrap();
        span.finish();
    });
    assert_eq!(run.tree(), "request\n  leaf\n");
}

#[test]
fn polled_after_it_is_ready_a_future_is_on_its_own() {
    let run = capture(|| {
        let mut n = 0;
        let future = poll_fn(move |_| {
            n += 1;
            leaf();
            Poll::Ready(n)
        });
        let mut future = Box::pin(future.in_span(Span::builder("a").start()));
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        assert_eq!(future.as_mut().poll(&mut cx), Poll::Ready(1));
        assert_eq!(future.as_mut().poll(&mut cx), Poll::Ready(2));
    });
    assert_eq!(run.tree(), "a\n  leaf\nleaf\n");
}

#[test]
fn streams_run_under_a_span_to_their_end() {
    let run = capture(|| {
        let stream = futures::stream::iter(0..3).in_span(Span::builder("stream").start());
        let stream = futures::StreamExt::inspect(stream, |_| ());
        let sum: i32 =
            futures::executor::block_on(futures::StreamExt::fold(stream, 0, |sum, n| async move { sum + n }));
        assert_eq!(sum, 3);
    });
    assert_eq!(run.tree(), "stream\n");
}
