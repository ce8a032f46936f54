//! In a capture a remote parent is one like any other: what begins below it is captured.

use std::collections::HashMap;

use traced::{FutureExt, Propagation, Span, SpanContext, current, testing::capture, traced};

fn received(headers: &[(&str, &str)]) -> Option<SpanContext> {
    let headers: HashMap<_, _> = headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    [Propagation::W3c, Propagation::B3].iter().find_map(|format| format.extract(&headers).unwrap())
}

const PARENT: (&str, &str) = ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-02");

#[traced(parent = parent, skip_all)]
fn handle(parent: Option<&SpanContext>) -> SpanContext {
    work();
    current().context()
}

#[traced]
fn work() {}

#[test]
fn spans_below_a_remote_parent_are_seen() {
    let parent = received(&[PARENT, ("tracestate", "a=1"), ("baggage", "k=v")]).unwrap();
    let run = capture(|| handle(Some(&parent)));
    assert_eq!(run.tree(), "handle\n  work\n");
    let (span, context) = (run.span("handle"), run.value());
    assert_eq!((span.parent_id, context.trace_id()), (Some(parent.span_id()), parent.trace_id()));
    assert_eq!((context.trace_state(), context.baggage().get("k")), (Some("a=1"), Some("v")));
    assert_eq!(context.trace_flags(), 3, "captures record everything, and the random flag stays");
    assert!(!context.is_remote());
}

#[test]
fn a_remote_span_that_is_made_current_is_one_too() {
    let parent = received(&[PARENT]).unwrap();
    let run = capture(|| futures::executor::block_on(async { work() }.in_span(&parent)));
    assert_eq!(run.span("work").parent_id, Some(parent.span_id()));
    assert_eq!(run.span("work").context.trace_id(), parent.trace_id());
}

#[test]
fn baggage_without_a_trace_goes_on_in_a_new_one() {
    let parent = received(&[("baggage", "k=v")]).unwrap();
    let run = capture(|| {
        let span = Span::builder("by hand").child_of(&parent).start();
        (span.context(), handle(Some(&parent)))
    });
    let (by_hand, handled) = run.value();
    assert_eq!((by_hand.baggage().get("k"), handled.baggage().get("k")), (Some("v"), Some("v")));
    assert!(by_hand.is_valid() && handled.is_valid() && by_hand.trace_id() != handled.trace_id());
    for span in run.spans().iter().filter(|span| span.name != "work") {
        assert_eq!((span.parent_id, span.references.len()), (None, 0), "{}", span.name);
    }
    assert!(!handled.is_deferred(), "it is decided now");
}

#[test]
fn a_trace_without_a_span_gives_its_id() {
    let headers =
        HashMap::from([("x-amzn-trace-id".to_owned(), "Root=1-0af76519-16cd43dd8448eb211c80319c".to_owned())]);
    let parent = Propagation::XRay.extract(&headers).unwrap();
    let run = capture(|| handle(parent.as_ref()));
    assert_eq!(run.value().trace_id(), parent.unwrap().trace_id());
    assert_eq!(run.span("handle").parent_id, None);
}

#[test]
fn what_names_no_span_is_no_reference() {
    let nothing = received(&[("baggage", "k=v")]).unwrap();
    #[traced(follows_from = cause, skip_all)]
    fn caused(cause: &SpanContext) {
        let _ = cause;
    }
    let run = capture(|| {
        caused(&nothing);
        Span::builder("by hand").follows_from(&nothing).start().finish();
        futures::executor::block_on(async { work() }.in_span(&nothing));
    });
    assert!(run.spans().iter().all(|span| span.references.is_empty() && span.parent_id.is_none()), "{:?}", run.spans());
}

#[test]
fn debug_travels_on() {
    let parent = received(&[("b3", "0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-d")]).unwrap();
    let run = capture(|| handle(Some(&parent)));
    let mut headers = HashMap::new();
    Propagation::B3Single.inject(run.value(), &mut headers);
    assert_eq!(headers["b3"], format!("{}-{}-d", parent.trace_id(), run.value().span_id()));
}
