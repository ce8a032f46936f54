//! Futures, tasks and threads.

use std::collections::{BTreeMap, BTreeSet};

use tokio::task::{JoinSet, yield_now};
use traced::{SpanId, testing::capture_async, traced};
use tracing::{Instrument, info, info_span};

use super::subscriber::{id, install, parent};

fn runtime(threads: usize) -> tokio::runtime::Runtime {
    install();
    tokio::runtime::Builder::new_multi_thread().worker_threads(threads).build().unwrap()
}

#[tracing::instrument]
async fn theirs(depth: u32) {
    yield_now().await;
    info!("at {depth}");
    if depth > 0 {
        Box::pin(ours(depth - 1)).await;
    }
    yield_now().await;
}

#[traced]
async fn ours(depth: u32) {
    yield_now().await;
    if depth > 0 {
        Box::pin(theirs(depth - 1)).await;
    }
    yield_now().await;
}

#[test]
fn ours_and_theirs_await_each_other() {
    let run = runtime(2).block_on(capture_async(async {
        ours(3).await;
        theirs(3).await;
    }));
    assert_eq!(
        run.tree(),
        "ours depth=3\n  theirs depth=2\n    ours depth=1\n      theirs depth=0\n\
         theirs depth=3\n  ours depth=2\n    theirs depth=1\n      ours depth=0\n"
    );
    assert!(run.spans().iter().filter(|span| span.name == "theirs").all(|span| span.logs.len() == 1));
}

#[test]
fn what_is_spawned_hangs_where_it_was_made() {
    #[traced]
    async fn spawns() {
        // Theirs knows its parent from when it is made; an `async fn` of theirs makes its span at the first poll.
        let made = info_span!("made here");
        let first = tokio::spawn(async { ours(0).await }.instrument(made));
        let second = tokio::spawn(traced::carry(theirs(1)));
        let third = tokio::spawn(theirs(0).in_current_span());
        for task in [first, second, third] {
            task.await.unwrap();
        }
    }
    let run = runtime(2).block_on(capture_async(spawns()));
    assert_eq!(parent(&run, "made here"), Some("spawns"));
    let below = |name: &str| {
        let above = id(&run, name);
        let mut names: Vec<_> =
            run.spans().iter().filter(|span| span.parent_id == Some(above)).map(|span| span.name.to_string()).collect();
        names.sort();
        names
    };
    assert_eq!(below("made here"), ["ours"]);
    assert!(below("spawns").contains(&"theirs".to_owned()), "{}", run.tree());
    assert!(run.spans().iter().all(|span| span.name == "spawns" || span.parent_id.is_some()), "{}", run.tree());
}

#[test]
fn baggage_that_a_future_sets_stays_with_it() {
    #[tracing::instrument]
    async fn sets() -> Option<String> {
        traced::current().set_baggage_item("tenant", "7");
        yield_now().await;
        {
            let _inner = info_span!("inner").entered();
            traced::current().set_baggage_item("inner", "only");
        }
        yield_now().await;
        assert_eq!(traced::current().baggage_item("inner"), None);
        reads().await
    }
    #[traced]
    async fn reads() -> Option<String> {
        yield_now().await;
        traced::current().baggage_item("tenant")
    }
    let run = runtime(1).block_on(capture_async(async { (sets().await, traced::current().baggage_item("tenant")) }));
    assert_eq!(*run.value(), (Some("7".to_owned()), None));
    assert_eq!(run.tree(), "sets\n  inner\n  reads\n");
}

#[test]
fn futures_of_one_task_that_take_turns_keep_apart() {
    async fn turns(name: &'static str) {
        for turn in 0..5 {
            yield_now().await;
            drop(info_span!("turn", of = name, turn));
        }
    }
    let run = runtime(1).block_on(capture_async(async {
        tokio::join!(
            turns("a").instrument(info_span!("a")),
            turns("b").instrument(info_span!("b")),
            turns("c").instrument(info_span!("c")),
        );
    }));
    for name in ["a", "b", "c"] {
        let above = id(&run, name);
        let turns = run.spans().iter().filter(|span| span.name == "turn" && span.tag("of") == Some(&name.into()));
        assert_eq!(turns.filter(|turn| turn.parent_id == Some(above)).count(), 5, "{}", run.tree());
    }
}

#[test]
fn thousands_of_tasks_on_all_threads() {
    const TASKS: u64 = 4000;
    #[tracing::instrument(skip_all, fields(task))]
    async fn outer(task: u64) {
        tracing::Span::current().record("task", task);
        yield_now().await;
        middle(task).await;
        yield_now().await;
    }
    #[traced]
    async fn middle(task: u64) {
        yield_now().await;
        inner(task).await;
    }
    #[tracing::instrument]
    async fn inner(task: u64) {
        yield_now().await;
        info!(task, "done");
    }
    let run = runtime(4).block_on(capture_async(async {
        let mut tasks = JoinSet::new();
        for task in 0..TASKS {
            tasks.spawn(traced::carry(outer(task)));
        }
        tasks.join_all().await;
    }));
    let task = |span: &traced::SpanData| span.tag("task").and_then(traced::Value::as_i64).unwrap();
    let by_name = |name: &str| -> BTreeMap<i64, &traced::SpanData> {
        run.spans().iter().filter(|span| span.name == name).map(|span| (task(span), span)).collect()
    };
    let [outer, middle, inner] = ["outer", "middle", "inner"].map(by_name);
    assert_eq!([outer.len(), middle.len(), inner.len(), run.spans().len()], [4000, 4000, 4000, 12000]);
    let ids: BTreeSet<SpanId> = run.spans().iter().map(|span| span.context.span_id()).collect();
    assert_eq!(ids.len(), 12000);
    for (task, span) in &inner {
        let (middle, outer) = (middle[task], outer[task]);
        assert_eq!(span.parent_id, Some(middle.context.span_id()));
        assert_eq!(middle.parent_id, Some(outer.context.span_id()));
        assert_eq!(outer.context.trace_id(), span.context.trace_id());
        assert_eq!(span.log("done").and_then(|log| log.field("task")).and_then(traced::Value::as_i64), Some(*task));
    }
}

#[test]
fn one_span_may_be_entered_on_many_threads_at_once_and_closed_on_any() {
    install();
    let run = traced::testing::capture(|| {
        let span = info_span!("shared");
        let barrier = std::sync::Barrier::new(4);
        let threads: Vec<tracing::Span> = (0..4).map(|_| span.clone()).collect();
        drop(span);
        std::thread::scope(|scope| {
            for (number, span) in threads.into_iter().enumerate() {
                let barrier = &barrier;
                scope.spawn(move || {
                    let entered = span.entered();
                    barrier.wait();
                    for _ in 0..100 {
                        drop(info_span!("below", number));
                        info!("here");
                    }
                    barrier.wait();
                    drop(entered);
                });
            }
        });
    });
    let above = id(&run, "shared");
    assert_eq!(run.spans().iter().filter(|span| span.parent_id == Some(above)).count(), 400);
    let shared = run.span("shared");
    assert!(run.spans().iter().all(|span| span.end <= shared.end));
    assert!(!shared.logs.is_empty());
}

#[test]
fn a_task_that_is_dropped_ends_its_spans() {
    let run = runtime(1).block_on(capture_async(async {
        let task = tokio::spawn(
            async {
                std::future::pending::<()>().await;
            }
            .instrument(info_span!("dropped")),
        );
        yield_now().await;
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }));
    assert_eq!(run.spans().iter().filter(|span| span.name == "dropped").count(), 1, "{}", run.tree());
}
