//! Who is below whom: given, attached, current and no parents, ours and theirs.

use opentelemetry::{
    Context,
    baggage::BaggageExt,
    trace::{Span as _, SpanKind, TraceContextExt, Tracer},
};
use traced::{Kind, testing::capture, traced};

use super::support::{id, now, parent, tracer};

#[traced]
fn ours(depth: u32) {
    if depth > 0 {
        theirs(depth - 1);
    }
}

fn theirs(depth: u32) {
    tracer().in_span(format!("theirs {depth}"), |_| {
        if depth > 0 {
            ours(depth - 1);
        }
    });
}

#[test]
fn ours_and_theirs_alternate_in_one_tree() {
    let run = capture(|| ours(3));
    assert_eq!(run.tree(), "ours depth=3\n  theirs 2\n    ours depth=1\n      theirs 0\n");
    let run = capture(|| theirs(3));
    assert_eq!(run.tree(), "theirs 3\n  ours depth=2\n    theirs 1\n      ours depth=0\n");
    let trace = run.span("theirs 3").context.trace_id();
    assert!(run.spans().iter().all(|span| span.context.trace_id() == trace));
}

#[test]
fn a_span_that_is_not_attached_is_nobodys_parent() {
    let run = capture(|| {
        let _made = tracer().start("made");
        ours(0);
        drop(tracer().start("other"));
    });
    assert_eq!(run.tree(), "made\nours depth=0\nother\n");
}

#[test]
fn a_given_context_is_heeded() {
    let run = capture(|| {
        let tracer = tracer();
        let a = Context::new().with_span(tracer.start("a"));
        let b = Context::new().with_span(tracer.start("b"));
        let _b = b.clone().attach();
        let _ours = traced::span!("ours");
        drop(tracer.start_with_context("below a", &a));
        drop(tracer.start_with_context("below a again", &a.with_value(7)));
        drop(tracer.start_with_context("root", &Context::new()));
        drop(tracer.start_with_context("current", &Context::current()));
        drop(tracer.span_builder("built").with_kind(SpanKind::Client).start_with_context(&tracer, &a));
        drop(tracer.start("nearest"));
    });
    for (name, expected) in [
        ("below a", Some("a")),
        ("below a again", Some("a")),
        ("root", None),
        ("current", Some("ours")),
        ("built", Some("a")),
        ("nearest", Some("ours")),
        ("ours", Some("b")),
    ] {
        assert_eq!(parent(&run, name), expected, "{name}");
    }
    assert_eq!(run.span("built").kind, Kind::Client);
    assert_ne!(run.span("root").context.trace_id(), run.span("b").context.trace_id());
}

#[test]
fn a_context_without_a_span_is_where_we_are() {
    let run = capture(|| {
        let _ours = traced::span!("ours");
        drop(tracer().start_with_context("new", &Context::new()));
        let _value = Context::current_with_value(7_u32).attach();
        drop(tracer().start("below a value"));
        ours(0);
    });
    for name in ["new", "below a value"] {
        assert_eq!(parent(&run, name), Some("ours"));
    }
    assert_eq!(run.tree().lines().filter(|line| line.starts_with("  ")).count(), 3);
}

#[test]
fn our_context_is_that_of_the_span_that_is_attached() {
    let run = capture(|| {
        let before = now();
        let cx = Context::new().with_span(tracer().start("theirs"));
        let attached = cx.clone().attach();
        let inside = now();
        // OpenTelemetry's ids are ours.
        assert_eq!(cx.span().span_context().span_id().to_string(), inside.unwrap().to_string());
        assert_eq!(cx.span().span_context().trace_id().to_string(), traced::current().context().trace_id().to_string());
        drop(attached);
        (before, inside, now())
    });
    assert_eq!(*run.value(), (None, Some(id(&run, "theirs")), None));
}

#[test]
fn threads_that_carry_either_context_are_in_the_tree() {
    let run = capture(|| {
        let cx = Context::new().with_span(tracer().start("theirs"));
        let attached = cx.clone();
        std::thread::spawn(move || {
            let _attached = attached.attach();
            ours(0);
        })
        .join()
        .unwrap();
        let _attached = cx.attach();
        std::thread::spawn(traced::carry(|| drop(tracer().start("carried")))).join().unwrap();
    });
    assert_eq!(run.tree(), "theirs\n  ours depth=0\n  carried\n");
}

#[test]
fn baggage_is_both_sides() {
    let run = capture(|| {
        let _ours = traced::span!("ours");
        traced::current().set_baggage_item("user", "jo");
        let mut span = tracer().start("theirs");
        span.set_attribute(opentelemetry::KeyValue::new("k", 1));
        // Ours is not in their context, and goes on all the same.
        let cx = Context::new().with_span(span).with_baggage([opentelemetry::KeyValue::new("tenant", "a")]);
        let _attached = cx.attach();
        let item = |key: &str| traced::current().baggage_item(key);
        let nested = {
            let _baggage = Context::current_with_baggage([opentelemetry::KeyValue::new("tenant", "b")]).attach();
            item("tenant")
        };
        (item("user"), item("tenant"), nested, tracer().in_span("below", |_| item("user")))
    });
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(*run.value(), (some("jo"), some("a"), some("b"), some("jo")));
}

#[test]
fn baggage_alone_that_is_attached_is_seen() {
    let run = capture(|| {
        let _ours = traced::span!("ours");
        let item = || traced::current().baggage_item("tenant");
        let inside = {
            let _baggage = Context::current_with_baggage([opentelemetry::KeyValue::new("tenant", "a")]).attach();
            drop(tracer().start("below"));
            item()
        };
        (inside, item())
    });
    assert_eq!(*run.value(), (Some("a".to_owned()), None));
    assert_eq!(parent(&run, "below"), Some("ours"));
}
