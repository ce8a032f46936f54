//! Everything at once, while the collector reads it all in place without a pause: each span arrives once, whole, below its parent.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use traced::{FutureExt, Outcome, Span, SpanData, SpanId, Value, builder, current, export::Memory, traced};

const SOON: Duration = Duration::from_secs(120);
const ROUNDS: u64 = 300;
const CHILDREN: u64 = 60;

#[traced]
fn leaf(n: u64, text: &str) -> Result<(), String> {
    current().tag("twice", 2 * n).log([("event", "reached")]);
    if n % 10 == 0 { Err(text.to_owned()) } else { Ok(()) }
}

#[traced]
fn long_lived(thread: u64) {
    for round in 0..ROUNDS {
        for n in 0..CHILDREN {
            let _ = leaf(n, "some text");
        }
        if round % 10 == 0 {
            current().tag("thread-was", thread);
        }
    }
}

#[traced]
async fn moves(n: u64) -> Result<u64, String> {
    current().tag("before", n);
    tokio::task::yield_now().await;
    let _ = leaf(n, "from a task");
    current().set_baggage_item("n", n.to_string());
    tokio::task::yield_now().await;
    current().tag("after", n);
    if n % 3 == 0 { Err("every third".into()) } else { Ok(n) }
}

#[traced]
async fn spawns(n: u64) {
    let tasks = [n, n + 1, n + 2].map(|n| traced::spawn(moves(n)));
    for task in tasks {
        let _ = task.await.unwrap();
    }
    let span = Span::builder("by hand").tag("n", n).start();
    let inside = async move {
        current().tag("inside", n);
        tokio::task::yield_now().await;
        current().tag("inside-too", n);
    };
    traced::spawn(inside.in_span(span.context())).await.unwrap();
    span.set_tag("last", n);
    span.finish();
}

fn number(span: &SpanData, key: &str) -> i64 {
    span.tag(key).and_then(Value::as_i64).unwrap_or_else(|| panic!("no {key} in {span:?}"))
}

#[test]
fn nothing_is_lost_torn_or_told_twice() {
    let memory = Memory::new();
    let tracing = builder().exporter(memory.clone()).buffer_bytes(256 << 20).install().unwrap();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let flusher = scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                tracing.flush(SOON).unwrap();
            }
        });
        let threads: Vec<_> = (0..2).map(|thread| scope.spawn(move || long_lived(thread))).collect();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(3).build().unwrap();
        runtime.block_on(async {
            for n in 0..ROUNDS / 10 {
                futures::future::join_all((0..10).map(|i| tokio::spawn(spawns(10 * n + i)))).await;
            }
        });
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        over.store(true, Ordering::Relaxed);
        flusher.join().unwrap();
    });
    tracing.flush(SOON).unwrap();

    let spans = memory.take();
    let stats = traced::stats();
    assert_eq!((stats.created, stats.dropped.total()), (spans.len() as u64, 0), "{stats:?}");
    let by_id: HashMap<SpanId, &SpanData> = spans.iter().map(|span| (span.context.span_id(), span)).collect();
    assert_eq!(by_id.len(), spans.len(), "a span was told twice");
    let parent = |span: &SpanData| {
        span.parent_id.map(|id| &*by_id.get(&id).unwrap_or_else(|| panic!("no parent of {span:?}")).name)
    };
    let mut counts: HashMap<&str, u64> = HashMap::new();
    for span in &spans {
        *counts.entry(&*span.name).or_default() += 1;
        match &*span.name {
            "leaf" => {
                let n = number(span, "n");
                assert_eq!(number(span, "twice"), 2 * n);
                assert_eq!(span.logs[0].event(), Some("reached"));
                let (outcome, logs) = if n % 10 == 0 { (Outcome::Errored, 2) } else { (Outcome::Returned, 1) };
                assert_eq!((span.outcome, span.logs.len()), (outcome, logs), "{span:?}");
                let text = if parent(span) == Some("moves") { "from a task" } else { "some text" };
                assert_eq!(span.tag("text"), Some(&Value::from(text)));
            }
            "long_lived" => assert_eq!(number(span, "thread-was"), number(span, "thread")),
            "moves" => {
                let n = number(span, "n");
                assert_eq!((number(span, "before"), number(span, "after")), (n, n));
                assert_eq!(span.outcome, if n % 3 == 0 { Outcome::Errored } else { Outcome::Returned }, "{span:?}");
                assert_eq!(span.logs.len(), usize::from(n % 3 == 0), "{span:?}");
                assert_eq!(parent(span), Some("spawns"));
            }
            "by hand" => {
                let n = number(span, "n");
                assert_eq!((number(span, "inside"), number(span, "inside-too"), number(span, "last")), (n, n, n));
                assert_eq!(parent(span), Some("spawns"));
            }
            "spawns" => assert_eq!(parent(span), None),
            other => panic!("{other}"),
        }
    }
    assert_eq!(counts["leaf"], 2 * ROUNDS * CHILDREN + 3 * ROUNDS);
    assert_eq!((counts["long_lived"], counts["moves"]), (2, 3 * ROUNDS));
    assert_eq!((counts["spawns"], counts["by hand"]), (ROUNDS, ROUNDS));
    let stats = traced::stats();
    assert_eq!((stats.created, stats.exported, stats.late), (spans.len() as u64, spans.len() as u64, 0), "{stats:?}");
    tracing.shutdown(SOON).unwrap();
}
