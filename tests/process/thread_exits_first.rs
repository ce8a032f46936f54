//! Threads that end before what they began: their spans are exported, and work that goes on elsewhere keeps its parent.

use std::{cell::RefCell, sync::mpsc::channel, time::Duration};

use traced::{FutureExt, Span, SpanData, builder, current, export::Memory, traced};

const SOON: Duration = Duration::from_secs(60);

#[traced]
fn at_thread_exit() {
    current().tag("in", "destructor");
}

struct TracesInDrop;

impl Drop for TracesInDrop {
    fn drop(&mut self) {
        at_thread_exit();
        let span = Span::builder("by hand at exit").start();
        let _scope = span.enter();
        at_thread_exit();
    }
}

thread_local! {
    static LAST: RefCell<Option<TracesInDrop>> = const { RefCell::new(None) };
}

#[traced]
fn begins() -> (Span, impl Future<Output = ()> + Send) {
    (
        Span::builder("goes on").start(),
        async {
            current().tag("late", true);
        }
        .in_span(Span::builder("polled elsewhere").start()),
    )
}

#[traced]
async fn awaited() {
    std::future::ready(()).await;
}

#[test]
fn nothing_is_lost() {
    let memory = Memory::new();
    let tracing = builder().exporter(memory.clone()).install().unwrap();
    let (hand_over, taken) = channel();
    std::thread::spawn(move || {
        // Before anything of ours is used on this thread, so that it is dropped after it, and once more the other way round.
        LAST.with(|last| *last.borrow_mut() = Some(TracesInDrop));
        hand_over.send((begins(), Box::pin(awaited()))).unwrap();
    })
    .join()
    .unwrap();
    std::thread::spawn(|| {
        at_thread_exit();
        LAST.with(|last| *last.borrow_mut() = Some(TracesInDrop));
    })
    .join()
    .unwrap();
    // A scope that is still open when its thread ends.
    std::thread::spawn(|| {
        let span = Span::builder("left open").start();
        std::mem::forget(span.enter());
    })
    .join()
    .unwrap();

    let ((span, future), not_a_child) = taken.recv().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(future);
    runtime.block_on(not_a_child);
    span.finish();
    tracing.flush(SOON).unwrap();

    let spans = memory.take();
    let named = |name: &str| spans.iter().filter(|span| span.name == name).collect::<Vec<&SpanData>>();
    assert_eq!(named("at_thread_exit").len(), 5);
    assert!(named("at_thread_exit").iter().all(|span| span.tag("in").is_some()));
    let begins = named("begins")[0].context.span_id();
    for name in ["goes on", "polled elsewhere"] {
        assert_eq!(named(name).len(), 1, "{name}");
        assert_eq!(named(name)[0].parent_id, Some(begins), "{name}");
    }
    assert!(named("polled elsewhere")[0].tag("late").is_some());
    assert_eq!((named("awaited").len(), named("left open").len()), (1, 1));
    let by_hand: Vec<_> = named("by hand at exit").iter().map(|span| Some(span.context.span_id())).collect();
    let below = named("at_thread_exit").iter().filter(|span| span.parent_id.is_some()).count();
    assert_eq!((by_hand.len(), below), (2, 2));
    let stats = traced::stats();
    assert_eq!(stats.created, stats.exported + stats.dropped.total(), "{stats:?}");
    tracing.shutdown(SOON).unwrap();
}
