//! Work on other threads: what carries the current span, and what does not.

use std::{cell::RefCell, sync::mpsc::channel, task::Waker};

use traced::{FutureExt, Outcome, Span, current, testing::capture, traced};

#[traced]
fn leaf() {}

#[traced]
async fn task() {
    tokio::task::yield_now().await;
    leaf();
}

#[test]
fn what_is_carried_is_below_the_current_span() {
    #[traced]
    fn parent() {
        traced::thread::spawn(leaf).join().unwrap();
        std::thread::spawn(traced::carry(leaf)).join().unwrap();
        let carried = traced::carry(leaf);
        std::thread::spawn(move || std::thread::spawn(carried).join()).join().unwrap().unwrap();
    }
    assert_eq!(capture(parent).tree(), "parent\n  leaf\n  leaf\n  leaf\n");
}

#[test]
fn what_is_not_carried_is_nobodys() {
    let run = capture(|| {
        let thread = std::thread::Builder::new().spawn(|| {
            leaf();
            current().is_recording()
        });
        thread.unwrap().join().unwrap()
    });
    assert!(!run.value() && run.spans().is_empty());
}

#[test]
fn work_may_outlive_its_parent() {
    #[traced]
    fn parent() -> (std::thread::JoinHandle<()>, std::sync::mpsc::Sender<()>) {
        let (go_on, told) = channel();
        let thread = traced::thread::spawn(move || {
            told.recv().unwrap();
            leaf();
        });
        (thread, go_on)
    }
    let run = capture(|| {
        let (thread, go_on) = parent();
        go_on.send(()).unwrap();
        thread.join().unwrap();
    });
    assert_eq!(run.tree(), "parent\n  leaf\n");
    assert!(run.span("leaf").start >= run.span("parent").end);
}

#[test]
fn a_closure_that_is_never_run_costs_nothing() {
    let run = capture(|| {
        drop(traced::carry(leaf));
        drop(traced::carry(task()));
    });
    assert_eq!(run.tree(), "task !never_polled\n");
}

#[test]
fn a_thread_that_panics_says_so() {
    #[traced]
    fn fails() {
        std::panic::resume_unwind(Box::new("on purpose"));
    }
    let run = capture(|| {
        let span = Span::builder("parent").start();
        let scope = span.enter();
        assert!(traced::thread::spawn(fails).join().is_err());
        drop(scope);
        leaf();
    });
    assert_eq!(run.tree(), "parent\n  fails !panicked\nleaf\n");
}

#[test]
fn a_future_goes_from_thread_to_thread() {
    let run = capture(|| {
        let mut future = Box::pin(task());
        let mut polls = 0;
        // Each poll on a thread of its own, where something else may be current.
        loop {
            let span = Span::builder("elsewhere").start();
            let ready = std::thread::scope(|scope| {
                let future = future.as_mut();
                scope
                    .spawn(|| {
                        let _scope = span.enter();
                        future.poll(&mut std::task::Context::from_waker(Waker::noop())).is_ready()
                    })
                    .join()
                    .unwrap()
            });
            span.discard();
            polls += 1;
            if ready {
                return polls;
            }
        }
    });
    assert_eq!(*run.value(), 2);
    assert_eq!(run.span("leaf").parent_id, Some(run.span("task").context.span_id()));
    assert_eq!(run.span("task").outcome, Outcome::Returned);
}

#[test]
fn many_threads_record_at_once() {
    const THREADS: usize = 8;
    const CALLS: usize = 500;
    #[traced]
    fn parent() {
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(traced::carry(|| (0..CALLS).for_each(|_| leaf())));
            }
        });
    }
    let run = capture(parent);
    let parent = run.span("parent").context.span_id();
    assert_eq!(run.spans().len(), 1 + THREADS * CALLS);
    assert_eq!(run.spans().iter().filter(|span| span.parent_id == Some(parent)).count(), THREADS * CALLS);
}

#[test]
fn spans_may_be_made_while_a_thread_ends() {
    struct Traces(Span);
    impl Drop for Traces {
        fn drop(&mut self) {
            let _scope = self.0.enter();
            leaf();
            futures::executor::block_on(task().in_current_span());
        }
    }
    thread_local! {
        static LAST: RefCell<Option<Traces>> = const { RefCell::new(None) };
    }
    let run = capture(|| {
        let span = Span::builder("ends").start();
        let work = traced::carry(move || LAST.set(Some(Traces(span))));
        std::thread::spawn(work).join().unwrap();
    });
    assert_eq!(run.tree(), "ends\n  leaf\n  task\n    leaf\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tasks_keep_their_parents_on_a_stealing_runtime() {
    #[traced]
    async fn parent(n: u32) {
        let spawned: Vec<_> = (0..n).map(|_| traced::spawn(task())).collect();
        let blocking = traced::spawn_blocking(leaf);
        for task in spawned {
            task.await.unwrap();
        }
        blocking.await.unwrap();
    }
    let run = traced::testing::capture_async(async {
        futures::future::join_all((0..20).map(|n| parent(n % 4))).await;
    })
    .await;
    let tree = run.tree();
    assert_eq!(tree.matches("\n  task").count() + usize::from(tree.starts_with("  task")), 5 * (1 + 2 + 3));
    for span in run.spans() {
        assert_eq!(span.parent_id.is_none(), span.name == "parent", "{tree}");
    }
}
