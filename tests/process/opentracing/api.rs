//! What OpenTracing's API harness asks of an implementation, point by point, and its checks of scopes.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, SystemTime},
};

use traced::{Outcome, Propagation, Span, SpanContext, Value, current};

use crate::{assert_child, finished, id, is_active, names};

#[test]
fn no_span_is_active_at_first_and_activating_is_undone_by_closing() {
    let spans = finished(|| {
        assert!(!is_active());
        let span = Span::builder("active").start();
        assert!(!is_active(), "starting a span does not make it active");
        let scope = span.enter();
        assert_eq!(current().context(), span.context());
        drop(scope);
        assert!(!is_active());
        assert!(span.is_recording(), "closing a scope does not finish its span");
    });
    assert_eq!(names(&spans), ["active"]);
}

#[test]
fn the_active_span_is_the_parent_unless_it_is_to_be_ignored() {
    let spans = finished(|| {
        let parent = Span::builder("parent").start();
        let _scope = parent.enter();
        Span::builder("child").start().finish();
        Span::builder("root").root().start().finish();
    });
    assert_eq!(names(&spans), ["child", "root", "parent"]);
    assert_child(&spans[0], &spans[2]);
    assert_eq!(spans[1].parent_id, None);
    assert_ne!(spans[1].context.trace_id(), spans[2].context.trace_id());
}

#[test]
fn a_scope_may_own_its_span_or_leave_it_open() {
    let spans = finished(|| {
        {
            let span = Span::builder("finished with its scope").start();
            let _scope = span.enter();
        }
        let span = Span::builder("left open").start();
        drop(span.enter());
        Span::builder("in between").start().finish();
        span.finish();
    });
    assert_eq!(names(&spans), ["finished with its scope", "in between", "left open"]);
}

#[test]
fn parents_are_spans_or_contexts() {
    let spans = finished(|| {
        let parent = Span::builder("parent").start();
        Span::builder("of a span").child_of(&parent).start().finish();
        Span::builder("of a context").child_of(&parent.context()).start().finish();
        Span::builder("after it").follows_from(&parent).start().finish();
        Span::builder("of nothing").child_of(&SpanContext::none()).start().finish();
    });
    let parent = spans.last().unwrap();
    assert_child(&spans[0], parent);
    assert_child(&spans[1], parent);
    assert_eq!(spans[2].references[0].context.span_id(), id(parent));
    assert_eq!(spans[3].parent_id, None);
}

#[test]
fn setters_chain_and_take_all_types_of_values() {
    let spans = finished(|| {
        let span = Span::builder("old name").tag("from the start", true).start();
        span.set_tag("text", "x")
            .set_tag("unicode", "é\u{1F600}")
            .set_tag("number", 7)
            .set_tag("bool", false)
            .set_name("name");
        span.log([("event", "plain")]).log_at(SystemTime::UNIX_EPOCH + Duration::from_secs(7), [("event", "timed")]);
    });
    let [span] = &spans[..] else { panic!("one span: {spans:?}") };
    assert_eq!(&*span.name, "name");
    assert_eq!(span.tag("from the start"), Some(&Value::Bool(true)));
    assert_eq!((span.tag("text"), span.tag("unicode")), (Some(&Value::from("x")), Some(&Value::from("é\u{1F600}"))));
    assert_eq!((span.tag("number").and_then(Value::as_i64), span.tag("bool")), (Some(7), Some(&Value::Bool(false))));
    assert!(span.log("plain").is_some());
    assert_eq!(span.log("timed").unwrap().time, SystemTime::UNIX_EPOCH + Duration::from_secs(7));
}

#[test]
fn baggage_is_set_read_and_seen_on_the_context() {
    finished(|| {
        let span = Span::builder("span").start();
        assert!(span.context().baggage().is_empty());
        span.set_baggage_item("Fry", "Leela").set_baggage_item("Bender", "Countess");
        assert_eq!(span.baggage_item("Fry").as_deref(), Some("Leela"));
        assert_eq!(span.baggage_item("Zoidberg"), None);
        let context = span.context();
        assert_eq!(context.baggage().iter().collect::<Vec<_>>(), [("Fry", "Leela"), ("Bender", "Countess")]);
        let child = Span::builder("child").child_of(&span).start();
        assert_eq!(child.baggage_item("Bender").as_deref(), Some("Countess"));
    });
}

#[test]
fn contexts_are_injected_and_extracted_as_text_headers_and_bytes() {
    finished(|| {
        let span = Span::builder("span").start();
        let context = span.context();
        for format in [Propagation::W3c, Propagation::B3, Propagation::B3Single, Propagation::Jaeger] {
            let mut text = HashMap::<String, String>::new();
            format.inject(&context, &mut text);
            let extracted = format.extract(&text).unwrap().unwrap();
            assert_eq!((extracted.trace_id(), extracted.span_id()), (context.trace_id(), context.span_id()));
            assert!(extracted.is_remote() && extracted.is_sampled());
            let nothing = HashMap::<String, String>::new();
            assert!(format.extract(&nothing).unwrap().is_none(), "an empty carrier has no context");
        }
    });
}

#[test]
fn a_scope_ends_on_success_and_on_error() {
    let spans = finished(|| {
        {
            let span = Span::builder("success").start();
            let _scope = span.enter();
        }
        let failed = catch_unwind(AssertUnwindSafe(|| {
            let span = Span::builder("error").start();
            let _scope = span.enter();
            std::panic::resume_unwind(Box::new("an error"));
        }));
        assert!(failed.is_err() && !is_active());
    });
    assert_eq!(names(&spans), ["success", "error"]);
    assert_eq!((spans[0].outcome, spans[1].outcome), (Outcome::Returned, Outcome::Panicked));
}

#[test]
fn nested_scopes_give_back_what_was_active() {
    finished(|| {
        let (outer, inner) = (Span::builder("outer").start(), Span::builder("inner").start());
        let outer_scope = outer.enter();
        {
            let _inner_scope = inner.enter();
            assert_eq!(current().context(), inner.context());
        }
        assert_eq!(current().context(), outer.context());
        drop(outer_scope);
        assert!(!is_active());
    });
}

#[test]
fn closing_the_outer_scope_first_changes_nothing_for_the_inner() {
    let spans = finished(|| {
        let (outer, inner) = (Span::builder("outer").start(), Span::builder("inner").start());
        let outer_scope = outer.enter();
        let inner_scope = inner.enter();
        drop(outer_scope);
        assert_eq!(current().context(), inner.context());
        assert!(outer.is_recording() && inner.is_recording());
        drop(inner_scope);
        assert!(!is_active());
        inner.finish();
        outer.finish();
    });
    assert_eq!(names(&spans), ["inner", "outer"]);
}
