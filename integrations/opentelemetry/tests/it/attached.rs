//! Contexts that are attached and detached, in whatever order, on threads and in tasks.

use opentelemetry::{
    Context, ContextGuard,
    trace::{FutureExt, Span as _, TraceContextExt, Tracer, get_active_span},
};
use proptest::prelude::*;
use tokio::task::yield_now;
use traced::{
    testing::{capture, capture_async},
    traced,
};
use traced_opentelemetry::{future_in_context, in_context};

use super::support::{id, now, numbered, parent, tracer};

fn theirs(name: &'static str) -> Context {
    Context::new().with_span(tracer().start(name))
}

#[test]
fn detached_out_of_order() {
    let run = capture(|| {
        let (a, b, c) = (theirs("a"), theirs("b"), theirs("c"));
        let (in_a, in_b, in_c) = (a.attach(), b.attach(), c.attach());
        let mut seen = vec![now()];
        drop(in_b);
        seen.push(now());
        drop(in_c);
        seen.push(now());
        drop(in_a);
        seen.push(now());
        seen
    });
    let [a, c] = [Some(id(&run, "a")), Some(id(&run, "c"))];
    assert_eq!(*run.value(), [c, c, a, None]);
}

#[test]
fn attached_twice() {
    let run = capture(|| {
        let cx = theirs("twice");
        let first = cx.clone().attach();
        let second = cx.attach();
        drop(first);
        let between = now();
        drop(second);
        (between, now())
    });
    assert_eq!(*run.value(), (Some(id(&run, "twice")), None));
}

#[test]
fn an_empty_context_over_one_with_a_span_begins_a_trace() {
    let run = capture(|| {
        let _theirs = theirs("theirs").attach();
        {
            let _empty = Context::new().attach();
            drop(traced::span!("ours"));
            drop(tracer().start("root"));
        }
        drop(traced::span!("below"));
    });
    for (name, expected) in [("root", None), ("ours", None), ("below", Some("theirs"))] {
        assert_eq!(parent(&run, name), expected, "{name}");
    }
    let trace = |name: &str| run.span(name).context.trace_id();
    assert!(trace("root") != trace("theirs") && trace("ours") != trace("theirs"));
}

#[test]
fn nothing_is_recorded_under_suppressed_telemetry() {
    let run = capture(|| {
        let _ours = traced::span!("ours");
        {
            let _suppressed = Context::enter_telemetry_suppressed_scope();
            drop(traced::span!("hidden"));
            let span = tracer().start("hidden");
            assert!(!span.is_recording());
            drop(Context::current_with_span(span).attach());
        }
        drop(traced::span!("shown"));
    });
    assert_eq!(run.tree(), "ours\n  shown\n");
}

#[test]
fn what_a_thread_leaves_attached_ends_with_it() {
    let run = capture(|| {
        let thread = traced::carry(|| {
            std::mem::forget(theirs("left").attach());
            drop(traced::span!("below"));
        });
        std::thread::spawn(thread).join().unwrap();
        now()
    });
    assert_eq!((parent(&run, "below"), *run.value()), (Some("left"), None));
}

#[traced]
async fn ours(depth: u32) {
    yield_now().await;
    if depth > 0 {
        Box::pin(in_theirs(depth - 1)).await;
    }
    yield_now().await;
}

fn in_theirs(depth: u32) -> impl Future<Output = ()> + Send {
    // As instrumented libraries do: made when called, attached at each poll.
    let span = tracer().start(format!("theirs {depth}"));
    let work = async move {
        yield_now().await;
        get_active_span(|span| span.add_event("half done", vec![]));
        if depth > 0 {
            Box::pin(ours(depth - 1)).await;
        }
        yield_now().await;
    };
    work.with_context(Context::current_with_span(span))
}

#[test]
fn futures_await_each_other() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let run = runtime.block_on(capture_async(async {
        let below = tokio::spawn(traced::carry(async {
            in_theirs(3).await;
        }));
        ours(3).await;
        below.await.unwrap();
    }));
    for (child, above) in [("theirs 2", "ours"), ("theirs 0", "ours"), ("theirs 1", "ours")] {
        assert_eq!(parent(&run, child), Some(above), "{}", run.tree());
    }
    assert_eq!((parent(&run, "theirs 3"), run.spans().len()), (None, 8), "{}", run.tree());
    let half_done = |span: &&traced::SpanData| span.name.starts_with("theirs") && span.log("half done").is_some();
    assert_eq!(run.spans().iter().filter(half_done).count(), 4);
}

#[test]
fn our_current_span_is_shown_where_that_is_asked_for() {
    let active = || get_active_span(|span| span.span_context().span_id().to_string());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let run = runtime.block_on(capture_async(async {
        #[traced(skip_all)]
        async fn work(active: impl Fn() -> String) -> (String, String) {
            let not_asked = active();
            let shown = future_in_context(async {
                yield_now().await;
                get_active_span(|span| {
                    span.add_event("seen", vec![]);
                    span.set_attribute(opentelemetry::KeyValue::new("rows", 3));
                    span.update_name("renamed");
                    span.end();
                });
                drop(traced::span!("below"));
                active()
            });
            (not_asked, shown.await)
        }
        let seen = work(active).await;
        (seen, in_context(active))
    }));
    let ((not_asked, shown), outside) = run.value();
    let span = run.span("renamed");
    assert_eq!(*shown, span.context.span_id().to_string());
    assert_eq!((&**not_asked, &**outside), ("0000000000000000", "0000000000000000"));
    assert!(span.log("seen").is_some());
    assert_eq!(run.tree(), "renamed rows=3\n  below\n");
}

#[derive(Clone, Debug)]
enum Op {
    Make,
    MakeBelow(u8),
    Attach(u8),
    Detach(u8),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => Just(Op::Make),
        1 => any::<u8>().prop_map(Op::MakeBelow),
        4 => any::<u8>().prop_map(Op::Attach),
        4 => any::<u8>().prop_map(Op::Detach),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// OpenTelemetry itself says which context is current.
    #[test]
    fn the_current_span_is_that_of_the_current_context(ops in prop::collection::vec(op(), 1..60)) {
        let run = capture(|| {
            let mut spans: Vec<Context> = Vec::new();
            let mut attached: Vec<ContextGuard> = Vec::new();
            let mut parents: Vec<Option<String>> = Vec::new();
            let pick = |number: u8, len: usize| (len > 0).then(|| usize::from(number) % len.max(1));
            let active = || get_active_span(|span| {
                Some(span.span_context()).filter(|context| context.is_valid()).map(|context| context.span_id().to_string())
            });
            for op in ops {
                let number = opentelemetry::KeyValue::new("number", i64::try_from(spans.len()).expect("they are few"));
                let builder = tracer().span_builder("span").with_attributes([number]);
                match op {
                    Op::Make => {
                        parents.push(active());
                        spans.push(Context::new().with_span(builder.start(&tracer())));
                    }
                    Op::MakeBelow(number) => if let Some(above) = pick(number, spans.len()) {
                        parents.push(Some(spans[above].span().span_context().span_id().to_string()));
                        spans.push(Context::new().with_span(builder.start_with_context(&tracer(), &spans[above])));
                    },
                    Op::Attach(number) => if let Some(number) = pick(number, spans.len()) {
                        attached.push(spans[number].clone().attach());
                    },
                    Op::Detach(number) => if let Some(number) = pick(number, attached.len()) {
                        drop(attached.remove(number));
                    },
                }
                assert_eq!(now().map(|id| id.to_string()), active());
            }
            while attached.pop().is_some() {}
            assert_eq!(now(), None);
            parents
        });
        let spans = numbered(&run);
        prop_assert_eq!(spans.len(), run.value().len());
        for (span, parent) in spans.iter().zip(run.value()) {
            prop_assert_eq!(&span.parent_id.map(|id| id.to_string()), parent, "{:?} in\n{}", span.tags, run.tree());
        }
    }
}
