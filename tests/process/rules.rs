//! What rules decide about places holds from the next call on, attributes go before, and what is not exported for their sake is counted.

use std::{
    borrow::Cow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use traced::{
    Arguments, Callsite, Decision, Errors, Orphan, Outcome, SpanData, Tracing, Value, apply_rules, builder,
    export::{Batch, ExportError, Exporter, Memory},
    traced,
};

const SOON: Duration = Duration::from_secs(60);

#[traced]
fn root<R>(inner: impl FnOnce() -> R) -> R {
    inner()
}

#[derive(Debug)]
struct Shown;

#[traced(tags(listed = text.len()))]
fn leaf(n: u32, text: &str, shown: &Shown) {
    let _ = (n, text, shown);
}

#[traced]
fn fails() -> Result<(), std::num::ParseIntError> {
    "x".parse::<u32>().map(drop)
}

#[traced(err = display, orphan = root)]
fn says_it_itself() -> Result<(), std::num::ParseIntError> {
    "x".parse::<u32>().map(drop)
}

#[traced(err = off)]
fn switched_off_inside() -> Result<(), std::num::ParseIntError> {
    apply_rules(|_| Decision { enabled: false, ..Decision::default() });
    "x".parse::<u32>().map(drop)
}

#[traced]
fn quick<R>(inner: impl FnOnce() -> R) -> R {
    inner()
}

#[traced(parent = parent, skip_all)]
fn received<R>(parent: &traced::SpanContext, inner: impl FnOnce() -> R) -> R {
    inner()
}

struct Store;

#[traced]
impl Store {
    pub async fn load(&self) {
        std::future::ready(()).await;
    }
}

/// All other places as their attributes say.
fn only(function: &'static str, decision: Decision) {
    apply_rules(move |site| if site.function() == function { decision.clone() } else { Decision::default() });
}

fn place(function: &str) -> &'static Callsite {
    traced::callsites().find(|site| site.function() == function).unwrap()
}

/// Whether the last span's parent was in another process.
#[derive(Clone, Default)]
struct FromAfar(Arc<AtomicBool>);

impl Exporter for FromAfar {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        self.0.store(batch.spans().last().is_some_and(|span| span.parent_is_remote()), Relaxed);
        Ok(())
    }
}

struct Run<'a>(&'a Tracing, &'a Memory, &'a FromAfar);

impl Run<'_> {
    /// The spans of a run.
    fn of<R>(&self, run: impl FnOnce() -> R) -> Vec<SpanData> {
        run();
        self.0.flush(SOON).unwrap();
        self.1.take()
    }

    fn names<R>(&self, run: impl FnOnce() -> R) -> Vec<String> {
        self.of(run).iter().map(|span| span.name.to_string()).collect()
    }
}

#[test]
fn rules_decide() {
    let memory = Memory::new();
    // Before anything is installed.
    apply_rules(|site| Decision { enabled: site.function() != "leaf", ..Decision::default() });
    let from_afar = FromAfar::default();
    let builder = builder().exporter(memory.clone()).exporter(from_afar.clone());
    let tracing = builder.flush_interval(Duration::from_secs(3600)).install().unwrap();
    let run = Run(&tracing, &memory, &from_afar);
    let leaf = || root(|| leaf(7, "abc", &Shown));

    assert_eq!(run.names(leaf), ["root"]);
    assert!(!place("leaf").is_enabled() && place("root").is_enabled());
    apply_rules(|_| Decision::default());
    assert_eq!(run.names(leaf), ["root", "leaf"]);

    which_arguments(&run, leaf);
    how_errors(&run);
    orphans_and_shares(&run);
    what_is_open(&run);
    too_short(&run);
    below_what_is_too_short(&run);
    too_many(&run);
    what_adds_up(&run);
    what_is_known(&run);

    apply_rules(|site| if site.function() == "leaf" { panic!("users' code") } else { Decision::default() });
    assert_eq!(run.names(leaf), ["root", "leaf"], "what the attribute says holds");

    tracing.shutdown(SOON).unwrap();
    let stats = traced::stats();
    assert_eq!(stats.created, stats.exported + stats.dropped.total(), "{stats:?}");
    apply_rules(|_| Decision::default());
    assert!(!place("root").is_enabled(), "after the shutdown nothing is switched on");
}

fn which_arguments(run: &Run<'_>, leaf: impl Fn()) {
    for (arguments, keys) in [
        (Arguments::All, &["n", "text", "shown", "listed"] as &[&str]),
        (Arguments::Scalars, &["n", "text", "listed"]),
        (Arguments::Listed, &["listed"]),
        (Arguments::None, &[]),
    ] {
        only("leaf", Decision { arguments, ..Decision::default() });
        let spans = run.of(&leaf);
        let found: Vec<_> = spans[1].tags.iter().map(|(key, _)| &**key).collect();
        assert_eq!(found, keys, "{arguments:?}");
        if arguments != Arguments::None {
            assert_eq!(spans[1].tag("listed"), Some(&Value::U64(3)));
        }
    }
}

fn how_errors(run: &Run<'_>) {
    let message = |errors: Errors| {
        only("fails", Decision { errors: Some(errors), ..Decision::default() });
        let spans = run.of(fails);
        assert_eq!(spans[0].outcome, Outcome::Errored);
        spans[0].log("error").and_then(|log| log.field("message")).map(ToString::to_string)
    };
    assert_eq!(message(Errors::Debug).as_deref(), Some("ParseIntError { kind: InvalidDigit }"));
    assert_eq!(message(Errors::Display).as_deref(), Some("invalid digit found in string"));
    assert_eq!(message(Errors::Off), None);
    only("says_it_itself", Decision { errors: Some(Errors::Off), orphan: Some(Orphan::Ignore), ..Decision::default() });
    assert!(run.of(says_it_itself)[0].log("error").is_some(), "the attribute goes before");
}

fn orphans_and_shares(run: &Run<'_>) {
    only("fails", Decision { orphan: Some(Orphan::Ignore), ..Decision::default() });
    assert_eq!(run.names(fails), [""; 0]);
    assert_eq!(run.names(|| root(fails)), ["root", "fails"]);
    for (share, wanted) in [(0.0, 0), (1.0, 100)] {
        only("fails", Decision { share: Some(share), ..Decision::default() });
        assert_eq!(run.of(|| (0..100).for_each(|_| _ = fails())).len(), wanted, "{share}");
    }
    only("fails", Decision { share: Some(0.5), ..Decision::default() });
    let kept = run.of(|| (0..1000).for_each(|_| _ = fails())).len();
    // 16 standard deviations of a binomial distribution.
    assert!((247..=753).contains(&kept), "{kept}");
}

fn too_short(run: &Run<'_>) {
    let before = traced::stats().dropped;
    apply_rules(|_| Decision { least: Duration::from_secs(3600), ..Decision::default() });
    assert_eq!(run.names(|| root(|| _ = fails())), ["fails"], "what failed is kept");
    let after = traced::stats().dropped;
    assert_eq!((after.too_short - before.too_short, after.discarded - before.discarded), (1, 0));
}

fn what_is_open(run: &Run<'_>) {
    apply_rules(|_| Decision::default());
    let spans = run.of(switched_off_inside);
    assert_eq!((spans.len(), spans[0].outcome), (1, Outcome::Errored));
    assert!(spans[0].log("error").is_none(), "it ends as it was begun: {spans:?}");
    apply_rules(|_| Decision::default());
}

/// What is below a span that is dropped hangs from what is above it: in one call tree, on other threads, and where a trace comes from afar.
fn below_what_is_too_short(run: &Run<'_>) {
    let least = Duration::from_secs(3600);
    apply_rules(move |site| match site.function() {
        "quick" | "received" => Decision { least, ..Decision::default() },
        _ => Decision::default(),
    });
    let here = || drop(fails());
    let elsewhere = || traced::thread::spawn(fails).join().unwrap().map(drop).unwrap_or_default();
    for inner in [&here as &dyn Fn(), &elsewhere] {
        let spans = run.of(|| root(|| quick(|| quick(inner))));
        let named = |name: &str| spans.iter().find(|span| span.name == name).unwrap();
        let (root, fails) = (named("root"), named("fails"));
        assert_eq!(spans.len(), 2, "{spans:?}");
        assert_eq!(fails.parent_id, Some(root.context.span_id()));

        let spans = run.of(|| quick(|| quick(inner)));
        assert_eq!((spans.len(), spans[0].parent_id), (1, None), "it begins the trace");

        let header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let carrier = vec![("traceparent".to_owned(), header.to_owned())];
        let parent = traced::Propagation::W3c.extract(&carrier).unwrap().unwrap();
        let spans = run.of(|| received(&parent, || quick(inner)));
        assert_eq!((spans.len(), spans[0].parent_id), (1, Some(parent.span_id())), "{spans:?}");
        assert_eq!(spans[0].context.trace_id(), parent.trace_id());
        assert!(run.2.0.load(Relaxed), "and is said to come from afar");
    }
}

fn too_many(run: &Run<'_>) {
    let hour = Duration::from_secs(3600);
    only("fails", Decision { most: Some((10, hour)), ..Decision::default() });
    assert_eq!(run.of(|| (0..10).for_each(|_| _ = fails())).len(), 10);
    assert!(place("fails").is_enabled());
    assert_eq!(run.of(fails).len(), 1, "it is recorded already");
    assert!(!place("fails").is_enabled() && place("fails").is_resting());
    assert_eq!(traced::stats().rests, 1);
    assert_eq!(run.names(|| root(|| _ = fails())), ["root"]);

    // New rules are a new beginning; and a time that is over ends the rest.
    only("fails", Decision { most: Some((1, Duration::from_millis(1))), ..Decision::default() });
    assert!(place("fails").is_enabled());
    run.of(|| (0..10).for_each(|_| _ = fails()));
    while !place("fails").is_enabled() {
        run.of(|| ());
    }
    assert_eq!(run.names(|| root(|| _ = fails())), ["root", "fails"]);

    // Below one that goes on, although nobody flushes, and the interval is an hour.
    only("fails", Decision { most: Some((10, hour)), ..Decision::default() });
    root(|| {
        let goes_on = |_: &i32| fails().is_err() && place("fails").is_enabled();
        assert!((0..100_000_000).take_while(goes_on).count() < 100_000_000, "it never has to rest");
    });
    run.of(|| ());
}

fn what_adds_up(run: &Run<'_>) {
    assert_eq!(place("fails").metrics(), None);
    only("fails", Decision { metrics: true, ..Decision::default() });
    run.of(|| (0..3).for_each(|_| _ = fails()));
    let metrics = place("fails").metrics().unwrap();
    assert_eq!((metrics.calls, metrics.errors, metrics.buckets().map(|(_, count)| count).sum()), (3, 3, 3u64));
    assert!(metrics.longest <= metrics.total && metrics.within(1.0) == metrics.longest);

    // What is not exported for being too short is one of them.
    only("quick", Decision { metrics: true, least: Duration::from_secs(3600), ..Decision::default() });
    let caught = |panics: bool| _ = std::panic::catch_unwind(move || quick(|| assert!(!panics, "at once")));
    assert_eq!(run.names(|| [false, true].map(caught)), ["quick"]);
    let metrics = place("quick").metrics().unwrap();
    assert_eq!((metrics.calls, metrics.errors, metrics.panics), (2, 0, 1));
    assert_eq!(place("fails").metrics().unwrap().calls, 3, "it is not asked for any more");
}

fn what_is_known(run: &Run<'_>) {
    only("fails", Decision { name: Some(Cow::Owned("fails::often".to_owned())), ..Decision::default() });
    assert_eq!(run.names(|| root(|| _ = fails())), ["root", "fails::often"]);
    only("fails", Decision { by: Cow::Borrowed("traced.toml:3"), ..Decision::default() });
    assert_eq!(place("fails").decision().unwrap().by, "traced.toml:3");
    assert_eq!(run.names(fails), ["fails"]);
    let before = place("fails").hits();
    run.of(|| (0..5).for_each(|_| _ = fails()));
    assert_eq!(place("fails").hits() - before, 5);
    let shape = place("load").shape();
    assert_eq!(shape.owner, "Store");
    assert!(shape.has(traced::Shape::ASYNC) && shape.has(traced::Shape::PUBLIC) && shape.has(traced::Shape::METHOD));
    assert!(!shape.has(traced::Shape::TRAIT));
    assert_eq!(run.names(|| drop(Store.load())), ["Store::load"]);
}
