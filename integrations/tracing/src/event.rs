//! An event as a log: `event` (the message), `level`, `target`, and the event's fields.

use std::error::Error;

use traced_runtime::bridge::{Captured, Writer};
use tracing::{Event, Metadata};

use crate::{
    fields::{Values, Visitor},
    site::Site,
};

/// What the log is headed by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Headline {
    /// The field `message`.
    Message,
    /// The field `event`, as OpenTracing has it.
    Event,
    /// The field `error`, alone: what `#[tracing::instrument(err)]` emits. It is an error log, and the span has failed.
    Error,
    /// The event's own name, which says where it stands.
    Name,
}

/// Keys that the log has anyway.
const LEVEL: &str = "level";
const TARGET: &str = "target";

impl Headline {
    const fn field(self) -> Option<&'static str> {
        match self {
            Self::Message => Some("message"),
            Self::Event => Some("event"),
            Self::Error => Some("error"),
            Self::Name => None,
        }
    }

    fn of(metadata: &Metadata<'_>) -> Self {
        let fields = metadata.fields();
        let is_there = |headline: &Self| headline.field().is_some_and(|name| fields.field(name).is_some());
        [Self::Message, Self::Event, Self::Error].into_iter().find(is_there).unwrap_or(Self::Name)
    }
}

pub(crate) fn write(writer: &Writer<'_>, event: &Event<'_>, redact: Option<&'static Site>) {
    let metadata = event.metadata();
    let headline = Headline::of(metadata);
    let mut head = Visitor { values: Head { writer, headline, is_written: false }, redact };
    event.record(&mut head);
    if !head.values.is_written {
        writer.log(&[]);
        writer.field("event", Captured::Str(metadata.name()));
    }
    let fields = metadata.fields();
    if fields.field(LEVEL).is_none() {
        writer.field(LEVEL, Captured::Str(metadata.level().as_str()));
    }
    // A record of the crate `log` brings its own along.
    if fields.field(TARGET).is_none() && fields.field("log.target").is_none() {
        writer.field(TARGET, Captured::Str(metadata.target()));
    }
    event.record(&mut Visitor { values: Rest { writer, headline }, redact });
}

/// Begins the log.
struct Head<'w> {
    writer: &'w Writer<'w>,
    headline: Headline,
    is_written: bool,
}

impl Values for Head<'_> {
    fn value(&mut self, key: &'static str, value: Captured<'_>) {
        if self.is_written || Some(key) != self.headline.field() {
            return;
        }
        self.is_written = true;
        self.writer.log(&[]);
        if self.headline == Headline::Error {
            self.writer.field("event", Captured::Str("error"));
            self.writer.field("message", value);
            self.writer.failed();
        } else {
            self.writer.field("event", value);
        }
    }

    fn error(&mut self, key: &'static str, error: &(dyn Error + 'static)) {
        if self.headline == Headline::Error && Some(key) == self.headline.field() {
            self.is_written = true;
            self.writer.error(error);
        } else {
            self.value(key, Captured::Display(&error));
        }
    }
}

/// Everything else.
struct Rest<'w> {
    writer: &'w Writer<'w>,
    headline: Headline,
}

impl Values for Rest<'_> {
    fn value(&mut self, key: &'static str, value: Captured<'_>) {
        if Some(key) == self.headline.field() {
            return;
        }
        let key = match key {
            "event" => "event.name",
            "log.target" => TARGET,
            "log.file" => "code.filepath",
            "log.line" => "code.lineno",
            "log.module_path" => return,
            key => key,
        };
        self.writer.field(key, value);
    }
}
