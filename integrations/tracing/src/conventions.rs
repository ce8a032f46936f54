//! Fields that mean more than a tag: the names that `tracing-opentelemetry` made customary, and OpenTracing's.
//!
//! | field of a span | |
//! |---|---|
//! | `otel.name` | the span's name |
//! | `otel.kind` | `server`, `client`, `producer`, `consumer` or `internal`, in any case |
//! | `otel.status_code` | `error`, in any case: the span has failed |
//! | `otel.status_description` | the span has failed, for this reason |
//! | `sampling.priority` | above 0 a trace that begins here is recorded, at 0 it is not |

use std::error::Error;

use traced_runtime::{
    Kind, SpanBuilder,
    bridge::{self, Captured, Writer},
};

use crate::fields::Values;

const NAME: &str = "otel.name";
const KIND: &str = "otel.kind";
const STATUS: &str = "otel.status_code";
const DESCRIPTION: &str = "otel.status_description";
const PRIORITY: &str = "sampling.priority";

/// What must be known before a span starts, because the sampler asks.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    pub(crate) name: Option<String>,
    kind: Option<Kind>,
    priority: Option<bool>,
}

impl Ahead {
    pub(crate) fn apply(self, mut builder: SpanBuilder) -> SpanBuilder {
        if let Some(kind) = self.kind {
            builder = builder.kind(kind);
        }
        if let Some(priority) = self.priority {
            builder = builder.tag(PRIORITY, u64::from(priority));
        }
        builder
    }
}

impl Values for &mut Ahead {
    fn value(&mut self, key: &'static str, value: Captured<'_>) {
        match key {
            NAME => self.name = text(value),
            KIND => self.kind = kind(value),
            PRIORITY => {
                self.priority = match value {
                    Captured::Bool(force) => Some(force),
                    Captured::I64(number) => Some(number > 0),
                    Captured::U64(number) => Some(number > 0),
                    _ => None,
                }
            }
            _ => {}
        }
    }
}

/// Writes a span's fields as its tags.
pub(crate) struct Tags<'w> {
    pub(crate) writer: &'w Writer<'w>,
    /// The name and the kind are written already, and so is the priority.
    pub(crate) at_start: bool,
}

impl Values for Tags<'_> {
    fn value(&mut self, key: &'static str, value: Captured<'_>) {
        match key {
            NAME | KIND | PRIORITY if self.at_start => {}
            NAME => {
                if let Some(name) = text(value) {
                    self.writer.name(&name);
                }
            }
            KIND => {
                if let Some(kind) = kind(value) {
                    self.writer.kind(kind);
                }
            }
            STATUS => {
                if text(value).is_some_and(|code| code.eq_ignore_ascii_case("error")) {
                    self.writer.failed();
                }
            }
            DESCRIPTION => {
                self.writer.log(&[("event".into(), "error".into())]);
                self.writer.field("message", value);
                self.writer.failed();
            }
            _ => self.writer.tag(key, value),
        }
    }

    fn error(&mut self, key: &'static str, error: &(dyn Error + 'static)) {
        self.writer.tag(key, Captured::Display(&error));
        self.writer.error(error);
    }
}

fn text(value: Captured<'_>) -> Option<String> {
    match value {
        Captured::Str(text) => Some(text.to_owned()),
        Captured::Display(value) => bridge::text(format_args!("{value}")),
        Captured::Debug(value) => bridge::text(format_args!("{value:?}")),
        _ => None,
    }
}

fn kind(value: Captured<'_>) -> Option<Kind> {
    Kind::parse(&text(value)?.to_ascii_lowercase())
}
