//! Functions that return streams: one span for all, or one for each item.

use std::pin::Pin;

use futures::executor::block_on;
use futures::stream::{self, Stream, StreamExt as _};
use traced::testing::capture_async;
use traced::{Outcome, traced};

#[traced]
fn inside(n: u8) -> u8 {
    n
}

#[traced]
fn whole(n: u8) -> impl Stream<Item = u8> {
    stream::iter(0..n).map(inside)
}

#[traced(stream = item)]
fn items(n: u8) -> impl Stream<Item = u8> {
    stream::iter(0..n).map(inside)
}

#[traced]
fn boxed<'a>(list: &'a [u8]) -> Pin<Box<dyn Stream<Item = u8> + Send + 'a>> {
    if list.is_empty() {
        return Box::pin(stream::empty());
    }
    Box::pin(stream::iter(list).map(|n| inside(*n)))
}

#[test]
fn a_whole_stream_is_one_span() {
    let run =
        block_on(capture_async(async { whole(3).collect::<Vec<_>>().await.len() + boxed(&[1, 2]).count().await }));
    assert_eq!(*run.value(), 5);
    for (name, children) in [("whole", 3), ("boxed", 2)] {
        let span = run.span(name);
        let below = run.spans().iter().filter(|child| child.parent_id == Some(span.context.span_id())).count();
        assert_eq!((below, span.outcome), (children, Outcome::Returned), "{name}");
    }
}

#[test]
fn each_item_can_be_a_span() {
    let run = block_on(capture_async(async { items(3).count().await }));
    assert_eq!(*run.value(), 3);
    let insides: Vec<_> = run.spans().iter().filter(|span| span.name == "inside").collect();
    assert_eq!(insides.len(), 3);
    let mut parents: Vec<_> = insides.iter().map(|span| span.parent_id).collect();
    parents.dedup();
    assert_eq!(parents.len(), 3, "each has an item's span of its own:\n{}", run.tree());
}

#[test]
fn a_stream_dropped_before_its_end_is_cancelled() {
    let run = block_on(capture_async(async { whole(3).next().await }));
    assert_eq!(run.span("whole").outcome, Outcome::Cancelled);
}
