//! `SpanData`: a finished span as plain owned data, for tests and for exporters that want no views.

use std::{borrow::Cow, time::SystemTime};

use crate::{
    callsite::Callsite,
    context::{Reference, SpanContext},
    id::SpanId,
    outcome::{Kind, Outcome},
    value::Value,
    view::{LogView, SpanView},
};

/// A finished span.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SpanData {
    /// The operation name.
    pub name: Cow<'static, str>,
    /// Its own context.
    pub context: SpanContext,
    /// Its parent, if it has one.
    pub parent_id: Option<SpanId>,
    /// References beside the parent.
    pub references: Vec<Reference>,
    /// Its kind.
    pub kind: Kind,
    /// When it started.
    pub start: SystemTime,
    /// When it ended.
    pub end: SystemTime,
    /// Its tags; each key once.
    pub tags: Vec<(Cow<'static, str>, Value)>,
    /// Its logs, in the order in which they were made.
    pub logs: Vec<Log>,
    /// How it ended.
    pub outcome: Outcome,
    /// The place that made it.
    pub callsite: &'static Callsite,
}

/// A log of a span.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Log {
    /// When it was made.
    pub time: SystemTime,
    /// Its fields, in the order in which they were given.
    pub fields: Vec<(Cow<'static, str>, Value)>,
}

impl SpanData {
    /// The value of a tag.
    pub fn tag(&self, key: &str) -> Option<&Value> {
        self.tags.iter().find(|(k, _)| k == key).map(|(_, value)| value)
    }

    /// The first log with this `event`.
    pub fn log(&self, event: &str) -> Option<&Log> {
        self.logs.iter().find(|log| log.event() == Some(event))
    }
}

impl Log {
    /// Its field `event`, which by convention says what happened.
    pub fn event(&self) -> Option<&str> {
        self.field("event").and_then(Value::as_str)
    }

    /// The value of a field.
    pub fn field(&self, key: &str) -> Option<&Value> {
        self.fields.iter().find(|(k, _)| k == key).map(|(_, value)| value)
    }
}

impl SpanView<'_> {
    /// An owned copy.
    pub fn to_data(&self) -> SpanData {
        SpanData {
            name: if self.has_own_name() {
                Cow::Owned(self.name().to_owned())
            } else {
                Cow::Borrowed(self.callsite().name())
            },
            context: self.context(),
            parent_id: self.parent_id(),
            references: self.references().collect(),
            kind: self.kind(),
            start: self.start(),
            end: self.end(),
            tags: self.tags().map(|(key, value)| (Cow::Owned(key.to_owned()), value.to_value())).collect(),
            logs: self.logs().map(|log| log.to_log()).collect(),
            outcome: self.outcome(),
            callsite: self.callsite(),
        }
    }
}

impl LogView<'_> {
    /// An owned copy.
    pub fn to_log(&self) -> Log {
        let fields = self.fields().map(|(key, value)| (Cow::Owned(key.to_owned()), value.to_value())).collect();
        Log { time: self.time(), fields }
    }
}
