//! `Span`: a span of OpenTelemetry's API that is one of ours.

use std::{borrow::Cow, error::Error, fmt, mem, time::SystemTime};

use opentelemetry::{
    KeyValue,
    trace::{self, Status},
};
use traced_runtime::{
    self as ours, SpanContext,
    bridge::{self, Writer},
};

use crate::{contexts::to_span_context, kept::Kept, records};

/// A span of ours behind OpenTelemetry's API; made by [`Tracer`](crate::Tracer). Ended, or dropped, it is finished.
///
/// See OpenTelemetry, Tracing API, "Span".
pub struct Span {
    behind: Behind,
    context: trace::SpanContext,
    /// Written down at the end: of several the last counts, and one that says `Ok` is not taken back.
    status: Status,
    redact: bool,
    /// It was told when it started, and will be told when it ends.
    has_times: bool,
    _kept: Kept,
}

enum Behind {
    Own(ours::Span),
    /// Somebody else's: what is recorded is on it, and its end is not ours to say.
    Shown(SpanContext),
    /// None at all; its context is its parent's.
    None,
}

impl Span {
    pub(crate) fn new(span: ours::Span, redact: bool, has_times: bool) -> Self {
        let context = span.context();
        Self {
            context: to_span_context(&context),
            _kept: Kept::new(&context),
            behind: Behind::Own(span),
            status: Status::Unset,
            redact,
            has_times,
        }
    }

    pub(crate) fn shown(context: SpanContext) -> Self {
        Self {
            context: to_span_context(&context),
            _kept: Kept::new(&context),
            behind: Behind::Shown(context),
            status: Status::Unset,
            redact: true,
            has_times: false,
        }
    }

    pub(crate) fn none(parent: trace::SpanContext) -> Self {
        Self {
            context: parent,
            behind: Behind::None,
            status: Status::Unset,
            redact: true,
            has_times: false,
            _kept: Kept::new(&SpanContext::none()),
        }
    }

    fn write(&self, write: impl FnOnce(&Writer<'_>)) {
        match &self.behind {
            Behind::Own(span) => bridge::on_span(span, write),
            Behind::Shown(context) => bridge::on_context(context, write),
            Behind::None => {}
        }
    }

    fn finish(&mut self, time: Option<SystemTime>) {
        let status = mem::take(&mut self.status);
        let Behind::Own(span) = &self.behind else { return };
        if !span.is_recording() {
            return;
        }
        if status != Status::Unset {
            bridge::on_span(span, |writer| records::status(writer, &status));
        }
        match time {
            Some(time) => span.finish_at(time),
            None => span.finish(),
        }
    }
}

/// The order of statuses (OpenTelemetry, Tracing API, "Set Status"); of equals the later counts.
fn rank(status: &Status) -> u8 {
    match status {
        Status::Unset => 0,
        Status::Error { .. } => 1,
        Status::Ok => 2,
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Span").field(&self.context).finish()
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        self.finish(None);
    }
}

impl trace::Span for Span {
    fn record_error(&mut self, error: &dyn Error) {
        self.write(|writer| records::error(writer, error));
    }

    fn add_event_with_timestamp<T: Into<Cow<'static, str>>>(
        &mut self,
        name: T,
        timestamp: SystemTime,
        attributes: Vec<KeyValue>,
    ) {
        let time = records::other_than_now(timestamp);
        self.write(|writer| records::event(writer, &name.into(), time, &attributes, self.redact));
    }

    fn span_context(&self) -> &trace::SpanContext {
        &self.context
    }

    fn is_recording(&self) -> bool {
        match &self.behind {
            Behind::Own(span) => span.is_recording(),
            Behind::Shown(context) => context.is_sampled(),
            Behind::None => false,
        }
    }

    fn set_attribute(&mut self, attribute: KeyValue) {
        self.write(|writer| records::attribute(writer, &attribute, self.redact));
    }

    fn set_status(&mut self, status: Status) {
        match &self.behind {
            Behind::Own(_) if rank(&status) >= rank(&self.status) => self.status = status,
            Behind::Shown(_) => self.write(|writer| records::status(writer, &status)),
            Behind::Own(_) | Behind::None => {}
        }
    }

    fn update_name<T: Into<Cow<'static, str>>>(&mut self, name: T) {
        self.write(|writer| writer.name(&name.into()));
    }

    fn add_link(&mut self, to: trace::SpanContext, attributes: Vec<KeyValue>) {
        self.write(|writer| records::link(writer, &to, &attributes, self.redact));
    }

    fn end(&mut self) {
        self.finish(self.has_times.then(SystemTime::now));
    }

    fn end_with_timestamp(&mut self, timestamp: SystemTime) {
        let time = if self.has_times { Some(timestamp) } else { records::other_than_now(timestamp) };
        self.finish(time);
    }
}
