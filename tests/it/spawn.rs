//! Spawn calls in a traced body carry the context, with nothing passed by hand.

use traced::testing::{capture, capture_async};
use traced::traced;

#[traced]
fn leaf(n: u32) -> u32 {
    n
}

#[traced]
async fn leaf_later(n: u32) -> u32 {
    leaf(n)
}

#[traced]
fn by_thread(n: u32) -> u32 {
    std::thread::spawn(move || leaf(n)).join().unwrap_or(0)
}

#[traced]
async fn by_task(n: u32) -> u32 {
    tokio::spawn(async move { leaf(n) }).await.unwrap_or(0)
}

#[traced]
async fn by_blocking(n: u32) -> u32 {
    tokio::task::spawn_blocking(move || leaf(n)).await.unwrap_or(0)
}

#[traced]
async fn in_macros(n: u32) -> u32 {
    let all = vec![tokio::spawn(leaf_later(n)), ::tokio::task::spawn(leaf_later(n))];
    let mut sum = 0;
    for one in all {
        sum += one.await.unwrap_or(0);
    }
    tokio::select! {
        more = tokio::spawn(async move { leaf(n) }) => sum + more.unwrap_or(0),
    }
}

#[traced(carry = off)]
fn not_carrying(n: u32) -> u32 {
    std::thread::spawn(move || leaf(n)).join().unwrap_or(0)
}

struct Leaves {
    n: u32,
}

impl Leaves {
    fn fall(self) -> u32 {
        leaf(self.n)
    }
}

#[traced]
fn by_a_literal(n: u32) -> u32 {
    std::thread::spawn(move || Leaves { n }.fall()).join().unwrap_or(0)
}

mod my {
    pub fn spawn<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> std::thread::JoinHandle<R> {
        std::thread::spawn(work)
    }
}

#[traced(carry("my::spawn"))]
fn by_own(n: u32) -> u32 {
    my::spawn(move || leaf(n)).join().unwrap_or(0)
}

#[traced]
fn not_known(n: u32) -> u32 {
    my::spawn(move || leaf(n)).join().unwrap_or(0)
}

fn is_child<T>(run: &traced::testing::Run<T>, child: &str, parent: &str) {
    let parent = run.span(parent).context.span_id();
    let children: Vec<_> = run.spans().iter().filter(|span| span.name == child).collect();
    assert!(!children.is_empty() && children.iter().all(|span| span.parent_id == Some(parent)), "{}", run.tree());
}

/// What is given may end in what cannot stand before a brace.
#[test]
fn what_begins_with_a_literal_carries() {
    let run = capture(|| by_a_literal(7));
    is_child(&run, "leaf", "by_a_literal");
}

#[test]
fn threads_carry() {
    let run = capture(|| by_thread(3));
    assert_eq!(*run.value(), 3);
    is_child(&run, "leaf", "by_thread");
}

#[tokio::test]
async fn tasks_carry() {
    let run = capture_async(by_task(3)).await;
    assert_eq!(*run.value(), 3);
    is_child(&run, "leaf", "by_task");
}

#[tokio::test]
async fn blocking_tasks_carry() {
    let run = capture_async(by_blocking(3)).await;
    is_child(&run, "leaf", "by_blocking");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spawned_calls_are_children_of_the_caller() {
    let run = capture_async(in_macros(3)).await;
    assert_eq!(*run.value(), 9);
    is_child(&run, "leaf_later", "in_macros");
    assert_eq!(run.spans().iter().filter(|span| span.name == "leaf").count(), 3);
}

#[test]
fn carry_off_leaves_spawn_calls_alone() {
    let run = capture(|| not_carrying(3));
    assert!(run.spans().iter().all(|span| span.name != "leaf"));
}

#[test]
fn configured_spawners_carry_and_unknown_ones_are_left_alone() {
    let run = capture(|| by_own(3));
    is_child(&run, "leaf", "by_own");
    let run = capture(|| not_known(3));
    assert!(run.spans().iter().all(|span| span.name != "leaf"));
}
