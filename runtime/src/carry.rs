//! Carrying the current span into work that runs elsewhere: futures, streams, sinks and closures.

use std::{
    fmt,
    future::Future,
    mem::ManuallyDrop,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use futures_sink::Sink;
use pin_project_lite::pin_project;

use crate::{
    cursor::{self, Cursor},
    outcome::Outcome,
    pipeline,
    reference::AsContext,
    scope,
    strand::{EXPLICIT, Origin, Strand},
    task::Task,
};

pin_project! {
    /// A future, stream or sink that is polled and dropped under a span it does not own; made by [`FutureExt`] and its siblings.
    ///
    /// What was given to `in_span` is dropped when the future is ready, so a [`Span`](crate::Span) that was moved in is finished then.
    pub struct InSpan<T, S = ()> {
        // Dropped by hand, under the span.
        #[pin]
        inner: ManuallyDrop<T>,
        task: Task,
        span: Option<S>,
    }

    impl<T, S> PinnedDrop for InSpan<T, S> {
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

impl<T, S> fmt::Debug for InSpan<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InSpan")
    }
}

/// A strand below the current span, for work that goes on elsewhere.
#[inline]
fn begin_below_current() -> Option<&'static Strand> {
    let cursor = cursor::get();
    cursor.strand.and_then(|strand| pipeline::begin(strand.origin(cursor.index())))
}

fn begin_below(span: &impl AsContext) -> Option<&'static Strand> {
    pipeline::begin(Origin::below(&span.as_context()?))
}

impl<T> InSpan<T> {
    #[inline]
    pub(crate) fn current(inner: T) -> Self {
        Self::on(Task::under(begin_below_current()), inner)
    }

    pub(crate) fn on(task: Task, inner: T) -> Self {
        Self { inner: ManuallyDrop::new(inner), task, span: None }
    }
}

impl<T, S: AsContext> InSpan<T, S> {
    fn given(inner: T, span: S) -> Self {
        Self { inner: ManuallyDrop::new(inner), task: Task::under(begin_below(&span)), span: Some(span) }
    }
}

impl<T, S> InSpan<T, S> {
    /// Runs `f` on what is inside, under the span; `is_over` says whether that was its end.
    fn enter<R>(self: Pin<&mut Self>, f: impl FnOnce(Pin<&mut T>) -> R, is_over: impl FnOnce(&R) -> bool) -> R {
        let this = self.project();
        // SAFETY: a projection: what is pinned with the outside is pinned inside it.
        let inner = unsafe { this.inner.map_unchecked_mut(|inner| &mut **inner) };
        let mut polling = this.task.polling();
        polling.enter();
        let result = f(inner);
        if is_over(&result) {
            polling.finish(Outcome::Returned);
            *this.span = None;
        } else {
            polling.pause();
        }
        result
    }
}

impl<T: Future, S> Future for InSpan<T, S> {
    type Output = T::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T::Output> {
        self.enter(|inner| inner.poll(cx), Poll::is_ready)
    }
}

impl<T: Stream, S> Stream for InSpan<T, S> {
    type Item = T::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T::Item>> {
        self.enter(|inner| inner.poll_next(cx), |polled| matches!(polled, Poll::Ready(None)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

impl<T: Sink<I>, S, I> Sink<I> for InSpan<T, S> {
    type Error = T::Error;

    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), T::Error>> {
        self.enter(|inner| inner.poll_ready(cx), |_| false)
    }

    fn start_send(self: Pin<&mut Self>, item: I) -> Result<(), T::Error> {
        self.enter(|inner| inner.start_send(item), |_| false)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), T::Error>> {
        self.enter(|inner| inner.poll_flush(cx), |_| false)
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), T::Error>> {
        self.enter(|inner| inner.poll_close(cx), Poll::is_ready)
    }
}

macro_rules! extension {
    ($name:ident, $doc:literal, [$($item:ident)?], $($bound:tt)+) => {
        #[doc = $doc]
        ///
        /// ```
        /// use traced_runtime::{FutureExt, Span};
        /// # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        /// # runtime.block_on(async {
        /// let span = Span::builder("load").start();
        /// let rows = async { 3 }.in_span(&span).await;
        /// span.set_tag("rows", rows);
        /// # });
        /// ```
        pub trait $name $(<$item>)?: $($bound)+ + Sized {
            /// Runs under this span, wherever it is polled. A [`Span`](crate::Span) that is moved in is finished with the last poll; a
            /// reference or a context leaves it to its owner. Cancel safe: dropping it drops what is inside under the span.
            fn in_span<S: AsContext>(self, span: S) -> InSpan<Self, S> {
                InSpan::given(self, span)
            }

            /// Runs under the span that is current now, wherever it is polled. Cancel safe, as [`in_span`](Self::in_span).
            fn in_current_span(self) -> InSpan<Self> {
                InSpan::current(self)
            }
        }

        impl<$($item,)? T: $($bound)+> $name $(<$item>)? for T {}
    };
}

extension!(FutureExt, "Spans for futures.", [], Future);
extension!(StreamExt, "Spans for streams.", [], Stream);
extension!(SinkExt, "Spans for sinks.", [I], Sink<I>);

/// A closure's share of a span: the strand it will run in.
#[derive(Debug)]
pub struct Ticket(Option<Carried>);

struct Carried(&'static Strand);

impl fmt::Debug for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0.trace_id())
    }
}

impl Ticket {
    /// For the span that is current now.
    #[inline]
    pub fn current() -> Self {
        let strand = begin_below_current();
        if let Some(strand) = strand {
            strand.set_flags(EXPLICIT);
        }
        Self(strand.map(Carried))
    }

    /// Runs the closure under the span.
    pub fn run<R>(mut self, f: impl FnOnce() -> R) -> R {
        struct Leave(&'static Strand);
        impl Drop for Leave {
            fn drop(&mut self) {
                scope::leave(self.0, Cursor::anchored(self.0));
            }
        }
        let Some(Carried(strand)) = self.0.take() else { return f() };
        scope::enter(strand);
        let _leave = Leave(strand);
        f()
    }
}

/// It was never run.
impl Drop for Ticket {
    fn drop(&mut self) {
        if let Some(Carried(strand)) = self.0.take() {
            scope::deliver(strand);
        }
    }
}

/// What [`carry`] accepts: futures and closures. The parameter only tells the two apart and is inferred.
pub trait Carry<How> {
    /// What runs under the span.
    type Carried;
    /// Wraps it.
    fn carried(self) -> Self::Carried;
}

/// How futures are carried.
#[derive(Debug)]
pub struct AsFuture;
/// How closures are carried.
#[derive(Debug)]
pub struct AsClosure<R>(std::marker::PhantomData<R>);

impl<F: Future> Carry<AsFuture> for F {
    type Carried = InSpan<F>;

    fn carried(self) -> InSpan<F> {
        InSpan::current(self)
    }
}

impl<'f, F: FnOnce() -> R + Send + 'f, R: 'f> Carry<AsClosure<&'f R>> for F {
    type Carried = Box<dyn FnOnce() -> R + Send + 'f>;

    fn carried(self) -> Self::Carried {
        let ticket = Ticket::current();
        Box::new(move || ticket.run(self))
    }
}

/// Wraps a future or closure so that it runs under the current span, wherever it runs.
///
/// A closure must be `Send` and comes back boxed: the type of a closure that is not cannot be written down. (The spawn calls that
/// `#[traced]` rewrites box nothing.)
///
/// ```
/// let worker = std::thread::spawn(traced_runtime::carry(|| 6 * 7));
/// assert_eq!(worker.join().unwrap(), 42);
/// ```
pub fn carry<How, T: Carry<How>>(work: T) -> T::Carried {
    work.carried()
}
