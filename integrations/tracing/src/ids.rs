//! The current span's ids, for lines of logs, and the context of a span of `tracing`.

use std::fmt;

use traced_runtime::{SpanContext, current};

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
    /// The context that is current inside this span: what to send along with a request that is made under it.
    ///
    /// [`SpanContext::none`] where the span is disabled. Where it is only left out of our layer by a filter, that of what is around.
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
        if self.is_disabled() { SpanContext::none() } else { self.in_scope(|| current().context()) }
    }
}
