//! The current span's ids, for lines of logs, and the context of a span of `tracing`.

use std::fmt;

use traced_runtime::{SpanContext, current};
use tracing::{Dispatch, span::Id};
use tracing_subscriber::{Registry, registry::LookupSpan};

use crate::layer::bridged;

/// The ids of a trace and a span; prints `trace_id=… span_id=…` in lower-case hex, and nothing where there is no span.
#[derive(Clone, Debug)]
pub struct Ids(SpanContext);

/// The ids of the span that is current on this thread, whoever made it.
///
/// ```
/// let run = traced_runtime::testing::capture(|| {
///     let _span = traced_runtime::span!("work");
///     traced_tracing::ids().to_string()
/// });
/// let context = &run.span("work").context;
/// assert_eq!(*run.value(), format!("trace_id={} span_id={}", context.trace_id(), context.span_id()));
/// assert_eq!(traced_tracing::ids().to_string(), "");
/// ```
pub fn ids() -> Ids {
    Ids(current().context())
}

impl Ids {
    /// The whole context.
    pub fn context(&self) -> &SpanContext {
        &self.0
    }
}

impl fmt::Display for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_valid() {
            write!(f, "trace_id={} span_id={}", self.0.trace_id(), self.0.span_id())?;
        }
        Ok(())
    }
}

/// What spans of `tracing` have with us.
pub trait SpanExt {
    /// The context of our span behind it: what to send along with a request that is made under it.
    ///
    /// [`SpanContext::none`] where the span is disabled or left out by a filter, and where the subscriber is not made of layers over
    /// `tracing_subscriber::Registry`.
    ///
    /// ```
    /// use tracing_subscriber::prelude::*;
    /// use traced_tracing::SpanExt;
    ///
    /// let subscriber = tracing_subscriber::registry().with(traced_tracing::layer());
    /// # tracing::subscriber::with_default(subscriber, || {
    /// let run = traced_runtime::testing::capture(|| tracing::info_span!("request").context());
    /// assert_eq!(run.value().span_id(), run.span("request").context.span_id());
    /// # });
    /// ```
    fn context(&self) -> SpanContext;
}

impl SpanExt for tracing::Span {
    fn context(&self) -> SpanContext {
        self.with_subscriber(|(id, subscriber)| context_of(id, subscriber)).flatten().unwrap_or_default()
    }
}

fn context_of(id: &Id, subscriber: &Dispatch) -> Option<SpanContext> {
    let span = subscriber.downcast_ref::<Registry>()?.span(id)?;
    bridged(&span).map(|span| span.context())
}
