//! Baggage: seen by a span's future children, here and on other threads, and by nobody else; never written as a tag.

use std::collections::BTreeMap;

use traced::{Baggage, FutureExt, Outcome, Span, SpanContext, SpanId, TraceId, current, testing::capture, traced};

fn items() -> BTreeMap<String, String> {
    current().context().baggage().iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

fn item(key: &str, value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(key.to_owned(), value.to_owned())])
}

#[traced]
fn child() -> BTreeMap<String, String> {
    items()
}

#[traced]
fn sets() -> Result<BTreeMap<String, String>, String> {
    assert!(child().is_empty(), "an earlier child sees nothing");
    current().set_baggage_item("user", "7").tag("after", true);
    assert_eq!(current().baggage_item("user").as_deref(), Some("7"));
    assert_eq!(child(), item("user", "7"));
    Ok(items())
}

#[test]
fn future_children_see_it_and_nobody_else() {
    let run = capture(|| {
        assert_eq!(sets().unwrap(), item("user", "7"));
        assert!(items().is_empty(), "the parent does not see it");
        assert!(child().is_empty(), "nor do later siblings");
    });
    assert_eq!(run.tree(), "sets after=true\n  child\n  child\nchild\n");
}

#[test]
fn a_call_that_changed_it_still_says_how_it_ended() {
    #[traced]
    fn fails() -> Result<(), String> {
        current().set_baggage_item("a", "1");
        current().set_baggage_item("b", "2");
        Err("no".into())
    }
    #[traced]
    async fn fails_later() -> Result<(), String> {
        current().set_baggage_item("a", "1");
        tokio::task::yield_now().await;
        current().set_baggage_item("b", "2");
        assert_eq!(child().len(), 2);
        Err("no".into())
    }
    let run = capture(|| {
        fails().unwrap_err();
        futures::executor::block_on(fails_later()).unwrap_err();
    });
    for name in ["fails", "fails_later"] {
        assert_eq!(run.span(name).outcome, Outcome::Errored, "{name}");
        assert_eq!(run.span(name).log("error").unwrap().field("message").unwrap().to_string(), "no", "{name}");
    }
    assert_eq!(run.span("child").parent_id, Some(run.span("fails_later").context.span_id()));
}

#[test]
fn it_goes_with_spans_by_hand_threads_and_tasks() {
    capture(|| {
        let span = Span::builder("a").start();
        let early = Span::builder("early").child_of(&span).start();
        span.set_baggage_item("user", "7");
        assert_eq!(span.baggage_item("user").as_deref(), Some("7"));
        assert_eq!(early.baggage_item("user"), None);
        assert_eq!(Span::builder("late").child_of(&span).start().baggage_item("user").as_deref(), Some("7"));
        let scope = span.enter();
        assert_eq!(child(), item("user", "7"));
        span.set_baggage_item("user", "8");
        assert_eq!(child(), item("user", "8"), "the span is current, so its next children see it");
        assert_eq!(traced::thread::spawn(child).join().unwrap(), item("user", "8"));
        assert_eq!(futures::executor::block_on(async { child() }.in_current_span()), item("user", "8"));
        drop(scope);
        assert!(child().is_empty());
        span.finish();
        assert_eq!(span.baggage_item("user").as_deref(), Some("8"), "also when it is finished");
    });
}

#[test]
fn without_a_current_span_it_is_not_kept() {
    std::thread::spawn(|| {
        current().set_baggage_item("k", "v");
        assert!(items().is_empty());
    })
    .join()
    .unwrap();
}

#[test]
fn limits_are_those_of_w3c() {
    let many: Baggage = (0..100).map(|n| (format!("k{n}"), "v")).collect();
    assert_eq!(many.len(), 64);
    assert_eq!((many.get("k63"), many.get("k64")), (Some("v"), None));
    assert_eq!(many.with("k0", "new").get("k0"), Some("new"), "an entry may be replaced at the limit");
    let long = Baggage::new().with("k", &"x".repeat(8192));
    assert!(long.is_empty());
    let fits = Baggage::new().with("k", &"x".repeat(8192 - 3));
    assert_eq!(fits.len(), 1);
    assert_eq!(fits.with("k", "short").get("k"), Some("short"));
    assert_eq!(fits.with("l", "").len(), 1);
}

#[test]
fn contexts_carry_it() {
    let context = SpanContext::new(TraceId::new(1), SpanId::new(2), true).with_baggage(Baggage::new().with("k", "v"));
    let run = capture(|| {
        let root = current().context();
        assert!(!root.is_valid());
        Span::builder("a").child_of(&context).start();
    });
    // Its trace belongs to no capture.
    assert!(run.spans().is_empty());
    assert_eq!(context.clone().with_trace_state("").trace_state(), None);
    assert_eq!(context.with_baggage(Baggage::new()), SpanContext::new(TraceId::new(1), SpanId::new(2), true));
}
