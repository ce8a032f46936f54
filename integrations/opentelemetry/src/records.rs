//! What OpenTelemetry records, written down as ours: attributes, events, links.

use std::{
    error::Error,
    time::{Duration, SystemTime},
};

use opentelemetry::{Array, KeyValue, StringValue, Value, trace};
use traced_runtime::{
    self as ours, Kind,
    bridge::{self, Captured, Writer},
};

use crate::{contexts::from_span_context, secret::looks_secret};

/// What is so recent was given by a call that reads the clock because it has to.
const NOW: Duration = Duration::from_micros(10);

/// A time that is not now: that our own clock reads, so that what is recorded on one span is measured by one.
pub(crate) fn other_than_now(time: SystemTime) -> Option<SystemTime> {
    let age = SystemTime::now().duration_since(time);
    if age.is_ok_and(|age| age < NOW) { None } else { Some(time) }
}

pub(crate) fn kind(kind: &trace::SpanKind) -> Kind {
    match kind {
        trace::SpanKind::Client => Kind::Client,
        trace::SpanKind::Server => Kind::Server,
        trace::SpanKind::Producer => Kind::Producer,
        trace::SpanKind::Consumer => Kind::Consumer,
        trace::SpanKind::Internal => Kind::Internal,
    }
}

fn items<'a, T: 'a>(items: &'a [T], value: impl Fn(&'a T) -> ours::Value) -> Vec<ours::Value> {
    items.iter().map(value).collect()
}

/// Shows an attribute's value; text behind a name that looks like a credential is redacted.
fn show(attribute: &KeyValue, redact: bool, show: impl FnOnce(Captured<'_>)) {
    let is_secret = || redact && looks_secret(attribute.key.as_str());
    match &attribute.value {
        Value::Bool(value) => show(Captured::Bool(*value)),
        Value::I64(value) => show(Captured::I64(*value)),
        Value::F64(value) => show(Captured::F64(*value)),
        Value::String(_) | Value::Array(Array::String(_)) if is_secret() => show(Captured::Redacted),
        Value::String(text) => show(Captured::Str(text.as_str())),
        Value::Array(Array::Bool(values)) => show(Captured::List(&items(values, |value| (*value).into()))),
        Value::Array(Array::I64(values)) => show(Captured::List(&items(values, |value| (*value).into()))),
        Value::Array(Array::F64(values)) => show(Captured::List(&items(values, |value| (*value).into()))),
        Value::Array(Array::String(values)) => {
            show(Captured::List(&items(values, |value: &StringValue| value.as_str().to_owned().into())));
        }
        other => show(Captured::Display(other)),
    }
}

/// An attribute of a span: a tag.
pub(crate) fn attribute(writer: &Writer<'_>, attribute: &KeyValue, redact: bool) {
    show(attribute, redact, |value| writer.named_tag(attribute.key.as_str(), value));
}

/// What an exception's attributes are called in an error's log (OpenTelemetry, "Exceptions"; OpenTracing, "Log fields").
fn of_exception(key: &str) -> &str {
    match key {
        "exception.type" => "error.kind",
        "exception.message" => "message",
        "exception.stacktrace" => "stack",
        other => other,
    }
}

/// An event: a log. Those named `exception` are errors' logs; whether the span has failed is for its status to say.
pub(crate) fn event(writer: &Writer<'_>, name: &str, time: Option<SystemTime>, attributes: &[KeyValue], redact: bool) {
    let is_error = name == "exception";
    writer.log_at(time);
    writer.field("event", Captured::Str(if is_error { "error" } else { name }));
    for attribute in attributes {
        let key = match attribute.key.as_str() {
            "event" => "event.name",
            key if is_error => of_exception(key),
            key => key,
        };
        show(attribute, redact, |value| writer.named_field(key, value));
    }
}

/// Errors below an error that are recorded.
const SOURCES: usize = 16;

/// An error with its sources, as an exception: a log.
pub(crate) fn error(writer: &Writer<'_>, error: &dyn Error) {
    writer.log_at(None);
    writer.field("event", Captured::Str("error"));
    writer.field("message", Captured::Display(&error));
    let mut chain = Vec::new();
    let mut next = source(error);
    while let Some(error) = next.filter(|_| chain.len() < SOURCES) {
        chain.extend(bridge::text(format_args!("{error}")).map(ours::Value::from));
        next = source(error);
    }
    if !chain.is_empty() {
        writer.field("error.chain", Captured::List(&chain));
    }
}

/// The error below, which is users' code.
fn source(error: &dyn Error) -> Option<&(dyn Error + 'static)> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| error.source())).ok().flatten()
}

/// A link: a reference. What it says of itself, which references do not, is a log beside it.
pub(crate) fn link(writer: &Writer<'_>, to: &trace::SpanContext, attributes: &[KeyValue], redact: bool) {
    if !to.is_valid() {
        return;
    }
    writer.follows_from(&from_span_context(to));
    if !attributes.is_empty() {
        link_attributes(writer, to, attributes, redact);
    }
}

pub(crate) fn link_attributes(writer: &Writer<'_>, to: &trace::SpanContext, attributes: &[KeyValue], redact: bool) {
    event(writer, "link", None, attributes, redact);
    writer.field("trace_id", Captured::Display(&to.trace_id()));
    writer.field("span_id", Captured::Display(&to.span_id()));
}

/// How a span ended, as far as that is said.
pub(crate) fn status(writer: &Writer<'_>, status: &trace::Status) {
    if let trace::Status::Error { description } = status {
        if !description.is_empty() {
            writer.log_at(None);
            writer.field("event", Captured::Str("error"));
            writer.field("message", Captured::Str(description));
        }
        writer.failed();
    }
}
