//! Who is below whom: contextual, explicit and no parents, ours and theirs.

use traced::{Outcome, traced};
use traced_tracing::SpanExt;
use tracing::{Level, Span, info_span, span};

use super::subscriber::{capture, id, now, parent};

#[traced]
fn ours(depth: u32) {
    if depth > 0 {
        theirs(depth - 1);
    }
}

#[tracing::instrument]
fn theirs(depth: u32) {
    if depth > 0 {
        ours(depth - 1);
    }
}

#[test]
fn ours_and_theirs_alternate_in_one_tree() {
    let cases: [(fn(u32), _, _); 2] = [(ours, "ours", "theirs"), (theirs, "theirs", "ours")];
    for (call, first, second) in cases {
        let run = capture(|| call(3));
        let expected = format!("{first} depth=3\n  {second} depth=2\n    {first} depth=1\n      {second} depth=0\n");
        assert_eq!(run.tree(), expected);
        let trace = run.span(first).context.trace_id();
        assert!(run.spans().iter().all(|span| span.context.trace_id() == trace));
    }
}

#[test]
fn the_parent_is_what_is_current_when_the_span_is_made() {
    let run = capture(|| {
        let (a, b) = (info_span!("a"), info_span!("b"));
        let made = a.in_scope(|| info_span!("made in a"));
        b.in_scope(|| made.in_scope(|| drop(info_span!("made in made"))));
    });
    assert_eq!(run.tree(), "a\n  made in a\n    made in made\nb\n");
}

#[test]
fn a_span_that_is_made_and_not_entered_is_nobodys_parent() {
    let run = capture(|| {
        let _outer = info_span!("outer").entered();
        let made = info_span!("made");
        ours(0);
        drop(made);
    });
    assert_eq!(run.tree(), "outer\n  made\n  ours depth=0\n");
}

#[test]
fn an_explicit_parent_is_heeded_and_so_is_none() {
    let run = capture(|| {
        let a = info_span!("a");
        let _b = info_span!("b").entered();
        let _ours = traced::span!("ours");
        drop(info_span!(parent: &a, "below a"));
        drop(info_span!(parent: a.id(), "below a by id"));
        drop(info_span!(parent: None, "root"));
        drop(span!(parent: &Span::none(), Level::INFO, "below nothing"));
        drop(info_span!("below ours"));
    });
    for (name, expected) in [
        ("below a", Some("a")),
        ("below a by id", Some("a")),
        ("root", None),
        ("below nothing", None),
        ("below ours", Some("ours")),
        ("ours", Some("b")),
    ] {
        assert_eq!(parent(&run, name), expected, "{name}");
    }
    assert_ne!(run.span("root").context.trace_id(), run.span("b").context.trace_id());
    assert_eq!(run.span("below a").context.trace_id(), run.span("a").context.trace_id());
}

#[test]
fn our_context_is_that_of_the_span_that_is_entered() {
    let run = capture(|| {
        let before = now();
        let outer = info_span!("outer");
        let seen = outer.in_scope(|| {
            let inner = info_span!("inner").entered();
            let seen = (now(), outer.context().span_id(), inner.context().span_id());
            drop(inner);
            (seen, now())
        });
        (before, seen, now())
    });
    let (outer, inner) = (id(&run, "outer"), id(&run, "inner"));
    assert_eq!(*run.value(), (None, ((Some(inner), outer, inner), Some(outer)), None));
}

#[test]
fn a_cause_is_a_reference() {
    let run = capture(|| {
        let (cause, effect) = (info_span!("cause"), info_span!("effect"));
        effect.follows_from(&cause);
        effect.follows_from(cause.id());
    });
    let references: Vec<_> = run.span("effect").references.iter().map(|r| (r.kind, r.context.span_id())).collect();
    let cause = (traced::ReferenceKind::FollowsFrom, id(&run, "cause"));
    assert_eq!(references, [cause, cause]);
    assert_eq!(parent(&run, "effect"), None);
}

#[test]
fn what_is_recorded_by_hand_inside_is_on_their_span() {
    let run = capture(|| {
        info_span!("theirs").in_scope(|| {
            traced::current().tag("by hand", 7).log([("event", "seen")]);
            traced::Span::builder("by hand").start().finish();
        });
    });
    assert_eq!(run.tree(), "theirs by hand=7\n  by hand\n");
    assert!(run.span("theirs").log("seen").is_some());
}

#[test]
fn a_span_knows_where_it_stands_in_the_code() {
    let line = line!() + 2;
    let run = capture(|| {
        drop(info_span!("here"));
        drop(info_span!(target: "elsewhere", "there"));
    });
    let site = run.span("here").callsite;
    assert_eq!((site.name(), site.file(), site.line(), site.module()), ("here", file!(), line, module_path!()));
    assert!(!site.is_manual());
    assert_eq!(run.span("here").tag("target"), None);
    assert_eq!(run.span("there").tag("target"), Some(&"elsewhere".into()));
    assert_eq!(run.span("there").callsite.module(), module_path!());
}

#[test]
fn a_span_lasts_until_its_last_handle_is_dropped() {
    let run = capture(|| {
        let span = info_span!("long");
        let other = span.clone();
        drop(span);
        other.in_scope(|| ours(0));
        std::thread::spawn(move || drop(other)).join().unwrap();
        ours(1);
    });
    assert_eq!(run.tree(), "long\n  ours depth=0\nours depth=1\n  theirs depth=0\n");
    let (long, inner) = (run.span("long"), run.span("ours"));
    assert!(long.start <= inner.start && inner.end <= long.end);
}

#[test]
fn unwinding_is_seen_and_stays_the_programs() {
    #[tracing::instrument]
    fn fails() {
        let _inner = info_span!("inner").entered();
        panic!("expected: it fails");
    }
    let run = capture(|| std::panic::catch_unwind(fails).is_err());
    assert!(run.value());
    for name in ["fails", "inner"] {
        assert_eq!(run.span(name).outcome, Outcome::Panicked, "{name}");
    }
    let message = run.span("inner").log("error").and_then(|log| log.field("message"));
    assert_eq!(message, Some(&"expected: it fails".into()));
    assert_eq!(now(), None);
}
