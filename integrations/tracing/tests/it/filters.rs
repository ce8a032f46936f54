//! What filters of layers leave out is not there, and what is below it hangs below the next that is.

use traced::testing::capture;
use traced_tracing::{SpanExt, layer};
use tracing::{Level, debug_span, info, info_span, trace, warn_span};
use tracing_subscriber::{
    filter::{EnvFilter, LevelFilter, Targets},
    prelude::*,
};

use super::subscriber::{parent, under};

fn work() {
    let _a = info_span!("a").entered();
    let _b = debug_span!("b").entered();
    let _c = info_span!(target: "noisy", "c").entered();
    trace!("too quiet");
    info!("heard");
    let _d = warn_span!("d").entered();
}

#[test]
fn by_level() {
    let run = under(tracing_subscriber::registry().with(layer().with_filter(LevelFilter::INFO)), || capture(work));
    assert_eq!(run.tree(), "a\n  c target=noisy\n    d\n");
    assert!(run.span("c").log("heard").is_some() && run.span("c").log("too quiet").is_none());
}

#[test]
fn by_target() {
    let targets = Targets::new().with_default(Level::TRACE).with_target("noisy", LevelFilter::OFF);
    let run = under(tracing_subscriber::registry().with(layer().with_filter(targets)), || capture(work));
    assert_eq!(run.tree(), "a\n  b\n    d\n");
    assert_eq!(run.span("b").logs.len(), 2);
}

#[test]
fn by_what_stands_in_an_environment_variable() {
    let filter = EnvFilter::new("warn,noisy=info");
    let run = under(tracing_subscriber::registry().with(layer().with_filter(filter)), || capture(work));
    assert_eq!(run.tree(), "c target=noisy\n  d\n");
}

#[test]
fn an_explicit_parent_that_is_left_out_gives_its_own() {
    let filter = LevelFilter::INFO;
    // Another layer wants everything, so that the spans are there, but not for ours.
    let subscriber = tracing_subscriber::registry().with(LevelFilter::TRACE).with(layer().with_filter(filter));
    let run = under(subscriber, || {
        capture(|| {
            let a = info_span!("a");
            let b = debug_span!(parent: &a, "b");
            drop(info_span!(parent: &b, "c"));
            (a.context(), b.context(), tracing::Span::none().context())
        })
    });
    assert_eq!(parent(&run, "c"), Some("a"));
    let (a, b, none) = run.value();
    assert_eq!(a.span_id(), run.span("a").context.span_id());
    assert!(!b.is_valid() && !none.is_valid());
}

#[test]
fn orphans_are_left_out_where_that_is_asked_for() {
    let run = under(tracing_subscriber::registry().with(layer().skip_orphans(true)), || {
        capture(|| {
            work();
            let _ours = traced::span!("ours");
            work();
            drop(info_span!(parent: None, "root"));
        })
    });
    assert_eq!(run.tree(), "ours\n  a\n    b\n      c target=noisy\n        d\n");
}

#[test]
fn two_layers_of_two_subscribers_do_not_disturb_each_other() {
    let [one, other] = [(); 2].map(|()| tracing::Dispatch::new(tracing_subscriber::registry().with(layer())));
    let run = capture(|| {
        tracing::dispatcher::with_default(&one, || {
            // Both subscribers count from one: the ids are the same.
            let outer = info_span!("of one").entered();
            let inner = tracing::dispatcher::with_default(&other, || info_span!("of the other").entered());
            drop(outer);
            drop(info_span!("below"));
            drop(inner);
            drop(info_span!("after"));
        });
    });
    assert_eq!(parent(&run, "of the other"), Some("of one"));
    assert_eq!((parent(&run, "below"), parent(&run, "after")), (Some("of the other"), None));
}
