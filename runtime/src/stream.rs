//! `InstrumentedStream`: a stream with a span, or with one for each item.

use std::{
    fmt,
    mem::ManuallyDrop,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use pin_project_lite::pin_project;

use crate::{callsite::Callsite, context::SpanContext, cursor, frame::Frame, outcome::Outcome, pipeline, task::Task};

pin_project! {
    /// A stream that is polled and dropped under its span.
    pub struct InstrumentedStream<S> {
        // Dropped by hand, under the span.
        #[pin]
        inner: ManuallyDrop<S>,
        task: Task,
        items: Option<Items>,
    }

    impl<S> PinnedDrop for InstrumentedStream<S> {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            let inner = this.inner;
            let mut polling = this.task.polling();
            polling.enter_to_drop();
            // SAFETY: this is the only place that drops it; it is not used after it, and it is not moved.
            unsafe { ManuallyDrop::drop(inner.get_unchecked_mut()) };
            polling.finish_dropped();
        }
    }
}

/// One span an item: what each needs.
struct Items {
    site: &'static Callsite,
    parent: Option<SpanContext>,
}

impl Items {
    /// The span of the next item: below what was current when the stream was made.
    fn next(&self) -> Task {
        match &self.parent {
            Some(parent) if !self.site.is_off() => {
                Task::begun(self.site, pipeline::begin_below(parent, self.site.name(), self.site.kind(), None))
            }
            _ => Task::called(self.site),
        }
    }
}

impl<S> fmt::Debug for InstrumentedStream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InstrumentedStream")
    }
}

impl<S: Stream> Stream for InstrumentedStream<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        // SAFETY: a projection: what is pinned with the outside is pinned inside it.
        let inner = unsafe { this.inner.map_unchecked_mut(|inner| &mut **inner) };
        if let Some(items) = this.items.as_ref().filter(|_| this.task.is_over()) {
            *this.task = items.next();
        }
        let mut polling = this.task.polling();
        polling.enter();
        let polled = inner.poll_next(cx);
        match &polled {
            Poll::Ready(None) if this.items.is_some() => polling.discard(),
            Poll::Ready(None) => polling.finish(Outcome::Returned),
            Poll::Ready(Some(_)) if this.items.is_some() => polling.finish(Outcome::Returned),
            _ => polling.pause(),
        }
        polled
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

impl Frame {
    /// Runs the function that makes a stream, and leaves the span open until that stream ends.
    pub fn stream<S>(self, body: impl FnOnce() -> S) -> InstrumentedStream<S> {
        let inner = body();
        InstrumentedStream { inner: ManuallyDrop::new(inner), task: Task::detached(self), items: None }
    }

    /// Runs the function that makes a stream; its span ends with it, and each item has one of its own, from the first poll for it, below.
    pub fn stream_items<S>(self, site: &'static Callsite, body: impl FnOnce() -> S) -> InstrumentedStream<S> {
        let inner = body();
        let cursor = cursor::get();
        let parent = cursor.strand.map(|strand| strand.context(cursor.index()));
        drop(self);
        InstrumentedStream { inner: ManuallyDrop::new(inner), task: Task::OFF, items: Some(Items { site, parent }) }
    }
}
