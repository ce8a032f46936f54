//! Spans by hand: the parts of OpenTracing's API, each as its specification says.

use std::{
    error::Error,
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use traced::{
    Kind, Outcome, ReferenceKind, Span, SpanContext, SpanId, TraceId, Value, current,
    testing::{Run, capture},
};

use crate::failed::Failed;

fn one<T>(run: &Run<T>) -> &traced::SpanData {
    let [span] = run.spans() else { panic!("one span:\n{}", run.tree()) };
    span
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

#[test]
fn a_span_has_what_it_was_given() {
    let run = capture(|| {
        let span = Span::builder("load").kind(Kind::Client).tag("rows", 3).tag("cached", false).start();
        span.set_tag("ratio", 0.5).set_tag("rows", 4_u64).set_tag(String::from("owned"), "text");
        span.set_name("load all");
        span.log([("event", "cache-miss"), ("key", "k7")]);
        assert!(span.is_recording());
        span.finish();
    });
    let span = one(&run);
    assert_eq!((&*span.name, span.kind, span.outcome), ("load all", Kind::Client, Outcome::Returned));
    assert_eq!(span.tag("rows"), Some(&Value::U64(4)), "the last write wins");
    assert_eq!(span.tags.iter().filter(|(key, _)| key == "rows").count(), 1);
    assert_eq!((span.tag("cached"), span.tag("ratio")), (Some(&Value::Bool(false)), Some(&Value::F64(0.5))));
    assert_eq!(span.tag("owned"), Some(&Value::from("text")));
    let log = span.log("cache-miss").unwrap();
    assert_eq!(log.field("key"), Some(&Value::from("k7")));
    assert!(log.time >= span.start && log.time <= span.end);
    assert!(span.callsite.is_manual());
}

#[test]
fn times_may_be_given() {
    let run = capture(|| {
        let span = Span::builder("past").start_time(at(1000)).start();
        span.log_at(at(1001), [("event", "then")]);
        span.finish_at(at(1002));
    });
    let span = one(&run);
    assert_eq!((span.start, span.end), (at(1000), at(1002)));
    assert_eq!(span.log("then").unwrap().time, at(1001));

    let run = capture(|| Span::builder("backwards").start_time(at(1000)).start().finish_at(at(1)));
    assert_eq!(one(&run).end, at(1000), "no span ends before it starts");

    let run =
        capture(|| Span::builder("before the epoch").start_time(UNIX_EPOCH - Duration::from_secs(1)).start().finish());
    assert_eq!(one(&run).start, UNIX_EPOCH);
}

#[test]
fn finishing_is_final() {
    let run = capture(|| {
        let span = Span::builder("once").start();
        let context = span.context();
        span.finish();
        span.set_tag("late", 1).log([("event", "late")]);
        span.set_name("late");
        span.finish();
        span.finish_at(at(5));
        span.discard();
        assert!(!span.is_recording());
        assert_eq!(span.context(), context, "the context goes on to mean something");
        assert_eq!(Span::builder("child").child_of(&span).start().context().trace_id(), context.trace_id());
    });
    let span = run.span("once");
    assert!(span.tags.is_empty() && span.logs.is_empty());
    assert!(span.end > at(1_000_000_000));
    assert_eq!(run.span("child").parent_id, Some(span.context.span_id()));
    assert!(traced::stats().late >= 5);
}

#[test]
fn dropping_finishes() {
    let run = capture(|| {
        drop(Span::builder("dropped").start());
        let span = Span::builder("moved").start();
        std::thread::spawn(move || drop(span)).join().unwrap();
    });
    assert_eq!(run.tree(), "dropped\nmoved\n");
}

#[test]
fn what_is_given_up_is_cancelled() {
    let run = capture(|| {
        let span = Span::builder("given up").tag("rows", 3).start();
        span.cancel();
        span.finish();
        let span = Span::builder("finished").start();
        span.finish();
        span.cancel();
        let span = Span::builder("failed").start();
        span.record_error(&Failed::of(&["before"])).cancel();
        let caught = std::panic::catch_unwind(|| {
            struct GivesUp(Span);
            impl Drop for GivesUp {
                fn drop(&mut self) {
                    self.0.cancel();
                }
            }
            let span = GivesUp(Span::builder("panicked").start());
            assert!(!span.0.is_recording(), "expected: it records");
        });
        assert!(caught.is_err());
    });
    let outcome = |name: &str| run.span(name).outcome;
    assert_eq!((outcome("given up"), outcome("finished")), (Outcome::Cancelled, Outcome::Returned));
    assert_eq!((outcome("failed"), outcome("panicked")), (Outcome::Cancelled, Outcome::Panicked));
    assert!(run.span("failed").log("error").is_some());
}

#[test]
fn giving_up_is_not_lost_while_others_write() {
    for _ in 0..200 {
        let run = capture(|| {
            let span = Span::builder("shared").start();
            std::thread::scope(|scope| {
                scope.spawn(|| (0..20).for_each(|n| _ = span.set_tag("n", n)));
                scope.spawn(|| span.cancel());
            });
        });
        assert_eq!(one(&run).outcome, Outcome::Cancelled);
    }
}

#[test]
fn what_is_discarded_is_not_there_but_its_children_are() {
    let run = capture(|| {
        let above = Span::builder("above").start();
        let span = Span::builder("discarded").child_of(&above).start();
        let child = Span::builder("child").child_of(&span).start();
        span.discard();
        child.finish();
        above.finish();
        let span = Span::builder("discarded").start();
        let orphan = Span::builder("orphan").child_of(&span).start();
        span.discard();
        orphan.finish();
    });
    assert_eq!(run.spans().len(), 3);
    assert_eq!(run.span("child").parent_id, Some(run.span("above").context.span_id()));
    assert_eq!(run.span("orphan").parent_id, None);
}

#[test]
fn the_first_child_of_is_the_parent_and_the_rest_are_references() {
    let run = capture(|| {
        let [a, b, c] = ["a", "b", "c"].map(|name| Span::builder(name).start());
        let span = Span::builder("x").follows_from(&c).child_of(&a).child_of(&b).start();
        assert_eq!(span.context().trace_id(), a.context().trace_id());
        drop((span, a, b, c));
    });
    let id = |name: &str| run.span(name).context.span_id();
    let span = run.span("x");
    assert_eq!(span.parent_id, Some(id("a")));
    let references: Vec<_> = span.references.iter().map(|r| (r.kind, r.context.span_id())).collect();
    assert_eq!(references, [(ReferenceKind::FollowsFrom, id("c")), (ReferenceKind::ChildOf, id("b"))]);
}

#[test]
fn a_root_has_no_parent_whatever_is_current() {
    let run = capture(|| {
        let outer = Span::builder("outer").start();
        let _scope = outer.enter();
        let cause = Span::builder("cause").start();
        Span::builder("root").root().start().finish();
        Span::builder("caused root").root().follows_from(&cause).start().finish();
        Span::builder("child").start().finish();
        Span::builder("caused").follows_from(&cause).start().finish();
    });
    let outer = run.span("outer").context.clone();
    for name in ["root", "caused root"] {
        assert_eq!(run.span(name).parent_id, None, "{name}");
        assert_ne!(run.span(name).context.trace_id(), outer.trace_id(), "{name}");
    }
    assert_eq!(run.span("caused root").references.len(), 1);
    for name in ["child", "caused"] {
        assert_eq!(run.span(name).parent_id, Some(outer.span_id()), "{name}");
    }
}

#[test]
fn what_names_nothing_is_no_parent() {
    let run = capture(|| {
        let nothing: Option<SpanContext> = None;
        let outer = Span::builder("outer").start();
        let _scope = outer.enter();
        Span::builder("a").child_of(&nothing).start().finish();
        Span::builder("b").child_of(&SpanContext::none()).start().finish();
        Span::builder("c").child_of(&Span::none()).follows_from(&Span::none()).start().finish();
    });
    let outer = run.span("outer").context.span_id();
    for name in ["a", "b", "c"] {
        assert_eq!(run.span(name).parent_id, Some(outer), "{name}");
        assert!(run.span(name).references.is_empty());
    }
}

#[test]
fn references_keep_everything_of_a_context() {
    let context = SpanContext::new(TraceId::new(0xABC), SpanId::new(0xDEF), true).remote().with_trace_state("a=1,b=2");
    let run = capture(|| {
        Span::builder("x").follows_from(&context).start().finish();
    });
    assert_eq!(one(&run).references[0].context, context);
}

#[test]
fn an_error_is_a_log_with_its_sources() {
    let error = Failed::of(&["cannot load", "cannot read", "disk gone"]);
    let run = capture(|| {
        Span::builder("fails").start().record_error(&error);
        Span::builder("plain").start().record_error(&Failed::of(&["alone"]));
    });
    let span = run.span("fails");
    assert_eq!((span.outcome, span.tag("error")), (Outcome::Errored, Some(&Value::Bool(true))));
    let log = span.log("error").unwrap();
    assert_eq!(log.field("message"), Some(&Value::from("cannot load")));
    assert!(log.field("error.kind").unwrap().to_string().ends_with("::Failed"));
    assert_eq!(log.field("error.chain"), Some(&Value::List(vec!["cannot read".into(), "disk gone".into()])));
    assert_eq!(run.span("plain").log("error").unwrap().field("error.chain"), None);
}

#[test]
fn an_error_whose_sources_go_round_ends() {
    #[derive(Debug)]
    struct Round;
    impl fmt::Display for Round {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("round")
        }
    }
    impl Error for Round {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&Round)
        }
    }
    let run = capture(|| {
        Span::builder("x").start().record_error(&Round);
    });
    let Some(Value::List(chain)) = one(&run).log("error").unwrap().field("error.chain") else { panic!("no chain") };
    assert_eq!(chain.len(), 16);
}

#[test]
fn an_error_that_panics_is_recorded_without_its_words() {
    #[derive(Debug)]
    struct Panics;
    impl fmt::Display for Panics {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            panic!("expected: a Display that panics")
        }
    }
    impl Error for Panics {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            panic!("expected: a source that panics")
        }
    }
    let run = capture(|| {
        Span::builder("x").start().record_error(&Panics);
    });
    assert_eq!(one(&run).outcome, Outcome::Errored);
    assert_eq!(one(&run).log("error").unwrap().field("message"), Some(&Value::from("")));
}

#[test]
fn the_tag_error_marks_a_span_as_failed() {
    let run = capture(|| {
        Span::builder("set").start().set_tag("error", true);
        Span::builder("not").start().set_tag("error", false);
        Span::builder("text").start().set_tag("error", "bad").record_error(&Failed::of(&["x"]));
    });
    assert_eq!((run.span("set").outcome, run.span("not").outcome), (Outcome::Errored, Outcome::Returned));
    for span in run.spans() {
        assert_eq!(span.tags.iter().filter(|(key, _)| key == "error").count(), 1, "{}", span.name);
    }
    assert_eq!(run.span("text").tag("error"), Some(&Value::Bool(true)));
}

#[test]
fn many_threads_may_share_a_span_and_nothing_is_lost() {
    const THREADS: usize = 4;
    const TAGS: usize = 30;
    let run = capture(|| {
        let span = Span::builder("shared").start();
        std::thread::scope(|scope| {
            for thread in 0..THREADS {
                let span = &span;
                scope.spawn(move || {
                    for n in 0..TAGS {
                        span.set_tag(format!("{thread}-{n}"), n);
                        span.log([("event", format!("{thread}-{n}"))]);
                    }
                });
            }
        });
        span.finish();
    });
    let span = one(&run);
    for thread in 0..THREADS {
        for n in 0..TAGS {
            let key = format!("{thread}-{n}");
            assert_eq!(span.tag(&key), Some(&Value::from(n)), "{key}");
            assert!(span.log(&key).is_some(), "{key}");
        }
    }
}

#[test]
fn one_of_many_threads_finishes_it() {
    for _ in 0..200 {
        let run = capture(|| {
            let span = Span::builder("shared").start();
            std::thread::scope(|scope| {
                for _ in 0..3 {
                    scope.spawn(|| {
                        span.set_tag("k", "v");
                        span.finish();
                    });
                }
            });
        });
        assert_eq!(run.tree().lines().count(), 1);
    }
}

#[test]
fn a_display_that_uses_its_own_span_does_no_harm() {
    struct Reenters<'a>(&'a Span);
    impl fmt::Display for Reenters<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.set_tag("from", "inside");
            Span::builder("inside").start().finish();
            self.0.finish();
            f.write_str("shown")
        }
    }
    impl fmt::Debug for Reenters<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            fmt::Display::fmt(self, f)
        }
    }
    impl Error for Reenters<'_> {}
    let run = capture(|| {
        let span = Span::builder("x").start();
        span.record_error(&Reenters(&span));
        assert!(!span.is_recording());
        current().tag("nobody", true);
    });
    let span = one(&run);
    assert_eq!(span.log("error").unwrap().field("message"), Some(&Value::from("shown")));
    assert_eq!(span.tag("from"), Some(&Value::from("inside")));
}

#[test]
fn a_span_may_be_forgotten() {
    let run = capture(|| {
        let span = Span::builder("forgotten").start();
        Span::builder("child").child_of(&span).start().finish();
        std::mem::forget(span);
    });
    assert_eq!(run.tree(), "child\n");
}
