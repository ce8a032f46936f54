//! `Instrumented`: a future with a span that is current whenever it is polled or dropped.

use std::{
    fmt,
    future::Future,
    mem::ManuallyDrop,
    pin::Pin,
    task::{Context, Poll},
};

use crate::{callsite::Callsite, frame::Frame, outcome::Outcome, reference::Origin, seen::Seen, task::Task};

/// A future with a span: opened at the first poll, below what was current at the call; ended when the future is ready, dropped or unwinds.
///
/// No clock is read on a poll that is neither first nor last.
///
/// Rules:
/// 1. `inner` is pinned with the outside: it is never moved, and dropped in `drop` alone. Nothing else is pinned.
/// 2. So it is `Unpin` just where `F` is, which the compiler finds by itself.
pub struct Instrumented<F, P> {
    inner: ManuallyDrop<F>,
    probe: P,
    task: Task,
}

// SAFETY: it is the future, the probe and a `Task`, which is `Send`. Stated, so that the compiler need not look through the layers of
// `ManuallyDrop` for each of many nested futures: they count against its recursion limit.
unsafe impl<F: Send, P: Send> Send for Instrumented<F, P> {}

impl<F, P> Drop for Instrumented<F, P> {
    fn drop(&mut self) {
        let mut polling = self.task.polling();
        polling.enter_to_drop();
        // SAFETY: this is the only place that drops it; it is not used after it, and it is not moved (rule 1).
        unsafe { ManuallyDrop::drop(&mut self.inner) };
        polling.finish_dropped();
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

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: nothing is moved out of it (rule 1).
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: pinned with the outside (rule 1).
        let inner = unsafe { Pin::new_unchecked(&mut *this.inner) };
        let mut polling = this.task.polling();
        polling.enter();
        let polled = inner.poll(cx);
        if let Poll::Ready(output) = &polled {
            match polling.seen() {
                Some(seen) => {
                    (this.probe)(output, &seen);
                    polling.finish(seen.into_outcome());
                }
                None => polling.finish(Outcome::Returned),
            }
        } else {
            polling.pause();
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
