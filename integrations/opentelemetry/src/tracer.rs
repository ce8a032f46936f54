//! `Provider` and `Tracer`: what instrumented libraries make their spans with.

use opentelemetry::{
    Context, InstrumentationScope,
    trace::{self, SpanBuilder, TraceContextExt},
};
use traced_runtime::{
    self as ours, Kind, SpanContext,
    bridge::{self, Captured, Here},
    current,
};

use crate::{
    attached::{self, Parent},
    contexts::{from_context, from_span_context},
    records,
    span::Span,
};

/// A provider of tracers whose spans are ours; made by [`provider`].
#[derive(Clone, Debug)]
pub struct Provider {
    redact: bool,
}

/// Makes spans of ours for one library; made by [`Provider`].
#[derive(Clone, Debug)]
pub struct Tracer {
    scope: InstrumentationScope,
    redact: bool,
}

/// The provider. From the first call on, what is attached as OpenTelemetry's context is current with us.
///
/// ```
/// use opentelemetry::{KeyValue, global, trace::{Tracer, TraceContextExt}};
///
/// global::set_tracer_provider(traced_opentelemetry::provider());
///
/// let run = traced_runtime::testing::capture(|| {
///     let _ours = traced_runtime::span!("ours");
///     global::tracer("library").in_span("theirs", |cx| {
///         cx.span().set_attribute(KeyValue::new("items", 3));
///         drop(traced_runtime::span!("ours again"));
///     });
/// });
/// assert_eq!(run.tree(), "ours\n  theirs target=library items=3\n    ours again\n");
/// ```
pub fn provider() -> Provider {
    attached::listen();
    Provider { redact: true }
}

impl Provider {
    /// Whether texts are redacted whose attributes' names look like credentials (`password`, `api_key`, `session_token`, ..), as those of
    /// arguments are. By default they are.
    ///
    /// ```
    /// use opentelemetry::{KeyValue, trace::{Tracer, TracerProvider}};
    ///
    /// let tracer = traced_opentelemetry::provider().redact(false).tracer("");
    /// let run = traced_runtime::testing::capture(|| {
    ///     drop(tracer.span_builder("parse").with_attributes([KeyValue::new("token", "`{`")]).start(&tracer));
    /// });
    /// assert_eq!(run.tree(), "parse token=`{`\n");
    /// ```
    #[must_use]
    pub fn redact(mut self, redact: bool) -> Self {
        self.redact = redact;
        self
    }
}

impl trace::TracerProvider for Provider {
    type Tracer = Tracer;

    fn tracer_with_scope(&self, scope: InstrumentationScope) -> Tracer {
        Tracer { scope, redact: self.redact }
    }
}

impl trace::Tracer for Tracer {
    type Span = Span;

    /// Below the given context's span. Where that is the attached one, or there is none and none is attached, below whatever is current with us.
    fn build_with_context(&self, builder: SpanBuilder, parent: &Context) -> Span {
        if bridge::here() == Here::Off || parent.is_telemetry_suppressed() {
            return Span::none(parent.span().span_context().clone());
        }
        let SpanBuilder { span_kind, name, start_time, attributes, events, links, .. } = builder;
        let kind = span_kind.as_ref().map_or(Kind::Internal, records::kind);
        let mut span = ours::Span::builder(name).kind(kind);
        let given = from_context(parent);
        let how = Parent::of(parent);
        span = match how {
            // What another process has sent is for the sampler to see.
            Parent::Current if given.is_remote() && is_nearest(&given) => span.child_of(&given),
            Parent::Current => span,
            Parent::Other => span.child_of(&given),
            Parent::None => span.root().child_of(&given),
        };
        for link in links.iter().flatten().filter(|link| link.span_context.is_valid()) {
            span = span.follows_from(&from_span_context(&link.span_context));
        }
        if let Some(priority) = attributes.iter().flatten().rev().find(|a| a.key.as_str() == PRIORITY).and_then(number)
        {
            span = span.tag(PRIORITY, priority);
        }
        let start = start_time.and_then(records::other_than_now);
        if let Some(time) = start {
            span = span.start_time(time);
        }
        let span = span.start();
        if how == Parent::Current {
            for (key, value) in
                given.baggage().iter().filter(|(key, value)| span.baggage_item(key).as_deref() != Some(value))
            {
                span.set_baggage_item(key, value);
            }
        }
        bridge::on_span(&span, |writer| {
            if !self.scope.name().is_empty() {
                writer.tag("target", Captured::Str(self.scope.name()));
            }
            if let Some(version) = self.scope.version() {
                writer.tag("target.version", Captured::Str(version));
            }
            for attribute in attributes.iter().flatten().filter(|attribute| attribute.key.as_str() != PRIORITY) {
                records::attribute(writer, attribute, self.redact);
            }
            for event in events.iter().flatten() {
                let time = records::other_than_now(event.timestamp);
                records::event(writer, &event.name, time, &event.attributes, self.redact);
            }
            for link in links.iter().flatten().filter(|link| !link.attributes.is_empty()) {
                records::link_attributes(writer, &link.span_context, &link.attributes, self.redact);
            }
        });
        Span::new(span, self.redact, start.is_some())
    }
}

/// Whether nothing of ours is current between this context and what is to begin.
fn is_nearest(given: &SpanContext) -> bool {
    let here = current().context();
    !here.is_valid() || here.span_id() == given.span_id()
}

/// OpenTracing's tag that forces a trace that begins here to be recorded, or not to be.
const PRIORITY: &str = "sampling.priority";

fn number(attribute: &opentelemetry::KeyValue) -> Option<i64> {
    match &attribute.value {
        opentelemetry::Value::I64(number) => Some(*number),
        opentelemetry::Value::Bool(force) => Some(i64::from(*force)),
        _ => None,
    }
}
