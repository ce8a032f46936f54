//! Our current span, shown to OpenTelemetry: its API has no way to ask for it, so that it is attached where it is to be seen.

use std::{
    fmt,
    pin::Pin,
    task::{self, Poll},
};

use opentelemetry::{Context, trace::TraceContextExt};
use pin_project_lite::pin_project;
use traced_runtime::current;

use crate::{contexts::with_baggage, span::Span};

/// OpenTelemetry's current context, with the span and the baggage that are current with us.
///
/// What is recorded on its span is on ours; ending it does nothing. Where no span is current, it is the current context as it is.
///
/// ```
/// use opentelemetry::{KeyValue, trace::TraceContextExt};
///
/// let run = traced_runtime::testing::capture(|| {
///     let _span = traced_runtime::span!("work");
///     let cx = traced_opentelemetry::context();
///     cx.span().set_attribute(KeyValue::new("rows", 3));
///     cx.span().span_context().span_id().to_string()
/// });
/// assert_eq!(run.tree(), "work rows=3\n");
/// assert_eq!(*run.value(), run.span("work").context.span_id().to_string());
/// ```
pub fn context() -> Context {
    let ours = current().context();
    if !ours.is_valid() {
        return Context::current();
    }
    let theirs = Context::map_current(|theirs| theirs.with_span(Span::shown(ours.clone())));
    with_baggage(theirs, &ours)
}

/// Runs this with [`context`] attached: what asks OpenTelemetry for the current span finds ours.
///
/// ```
/// use opentelemetry::trace::get_active_span;
///
/// let run = traced_runtime::testing::capture(|| {
///     let _span = traced_runtime::span!("work");
///     traced_opentelemetry::in_context(|| get_active_span(|span| span.add_event("seen", vec![])));
/// });
/// assert!(run.span("work").log("seen").is_some());
/// ```
pub fn in_context<R>(f: impl FnOnce() -> R) -> R {
    let _attached = context().attach();
    f()
}

/// As [`in_context`], for a future: at each poll, whatever is current with us then is shown. Cancel safe.
pub fn future_in_context<F: Future>(future: F) -> InContext<F> {
    InContext { future }
}

pin_project! {
    /// A future that sees our current span as OpenTelemetry's; made by [`future_in_context`].
    pub struct InContext<F> {
        #[pin]
        future: F,
    }
}

impl<F> fmt::Debug for InContext<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InContext")
    }
}

impl<F: Future> Future for InContext<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<F::Output> {
        in_context(|| self.project().future.poll(cx))
    }
}
