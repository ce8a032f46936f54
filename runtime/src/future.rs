//! `Instrumented`: a future with a span that is current whenever it is polled or dropped.

use std::{
    fmt,
    future::Future,
    mem::ManuallyDrop,
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

use crate::{callsite::Callsite, frame::Frame, reference::Origin, seen::Seen, task::Task};

pin_project! {
    /// A future with a span: opened at the first poll, below what was current at the call; ended when the future is ready, dropped or unwinds.
    ///
    /// No clock is read on a poll that is neither first nor last.
    pub struct Instrumented<F, P> {
        // Dropped by hand, under the span.
        #[pin]
        inner: ManuallyDrop<F>,
        probe: P,
        task: Task,
    }

    impl<F, P> PinnedDrop for Instrumented<F, P> {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            let inner = this.inner;
            // SAFETY: this is the only place that drops it; it is not used after it, and it is not moved.
            this.task.cancel(|| unsafe { ManuallyDrop::drop(inner.get_unchecked_mut()) });
        }
    }
}

impl<F, P> fmt::Debug for Instrumented<F, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Instrumented")
    }
}

impl<F, P> Instrumented<F, P> {
    #[inline]
    pub(crate) fn new(inner: F, probe: P, task: Task) -> Self {
        Self { inner: ManuallyDrop::new(inner), probe, task }
    }
}

impl<F: Future, P: Fn(&F::Output, &Seen)> Future for Instrumented<F, P> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        // SAFETY: a projection: what is pinned with the outside is pinned inside it.
        let inner = unsafe { this.inner.map_unchecked_mut(|inner| &mut **inner) };
        let Some(mut polling) = this.task.poll() else {
            let polled = inner.poll(cx);
            if polled.is_ready() {
                this.task.ready_unseen();
            }
            return polled;
        };
        let polled = inner.poll(cx);
        if let Poll::Ready(output) = &polled {
            polling.ready(|seen| (this.probe)(output, seen));
        }
        polled
    }
}

/// Instruments a future that is made by a call.
#[inline]
pub fn future<R, F: Future<Output = R>, P: Fn(&R, &Seen)>(
    site: &'static Callsite,
    inner: F,
    probe: P,
) -> Instrumented<F, P> {
    Instrumented::new(inner, probe, Task::called(site))
}

/// As [`future`], with a parent of its own.
pub fn future_as<R, F: Future<Output = R>, P: Fn(&R, &Seen)>(
    site: &'static Callsite,
    origin: Origin,
    inner: F,
    probe: P,
) -> Instrumented<F, P> {
    Instrumented::new(inner, probe, Task::called_as(site, origin))
}

impl Frame {
    /// Runs the function that makes a future, and leaves the span open until that future ends.
    #[inline]
    pub fn future<R, F: Future<Output = R>, P: Fn(&R, &Seen)>(
        self,
        body: impl FnOnce() -> F,
        probe: P,
    ) -> Instrumented<F, P> {
        let inner = body();
        Instrumented::new(inner, probe, Task::detached(self))
    }
}

/// Tells the compiler what a block returns, in code that is never run.
///
/// # Panics
/// Always.
pub fn hint<R>() -> R {
    unreachable!("this only has a type")
}
