//! Sampling, as far as it travels in contexts: what is below a context that is not sampled is not recorded, and passes that on.

use traced::{FutureExt, Span, SpanContext, SpanId, TraceId, current, testing::capture, traced};

#[traced]
fn leaf() -> SpanContext {
    current().context()
}

#[traced]
async fn task() -> SpanContext {
    tokio::task::yield_now().await;
    leaf()
}

#[test]
fn below_an_unsampled_context_nothing_is_recorded_and_the_decision_goes_on() {
    let context = SpanContext::new(TraceId::new(5), SpanId::new(6), false).with_trace_state("a=1");
    let run = capture(|| {
        let span = Span::builder("x").child_of(&context).start();
        assert!(!span.is_recording() && !span.context().is_sampled());
        assert_eq!((span.context().trace_id(), span.context().trace_state()), (TraceId::new(5), Some("a=1")));
        assert_ne!(span.context().span_id(), context.span_id(), "it has an id of its own");
        span.set_tag("k", 1).set_baggage_item("k", "v");
        let scope = span.enter();
        let below = [
            leaf(),
            futures::executor::block_on(task()),
            futures::executor::block_on(task().in_current_span()),
            traced::thread::spawn(leaf).join().unwrap(),
            Span::builder("y").start().context(),
        ];
        for context in below {
            assert_eq!((context.trace_id(), context.is_sampled()), (TraceId::new(5), false));
            assert_eq!(context.baggage().get("k"), Some("v"));
        }
        assert!(!current().is_recording());
        drop(scope);
        span.finish();
    });
    assert!(run.spans().is_empty(), "{}", run.tree());
}

#[test]
fn in_a_capture_everything_is_recorded() {
    let run = capture(|| {
        assert!(current().is_recording());
        Span::builder("x").tag("sampling.priority", 0).start().finish();
        Span::builder("root").root().start().finish();
        leaf()
    });
    assert!(run.value().is_sampled());
    assert_eq!(run.spans().len(), 3);
}
