//! What bridges from other libraries write with, and nothing else: borrowed values, straight into the buffer.
//!
//! A value is formatted where it is recorded: capped, its panics caught, and with nothing recorded meanwhile.

use std::{borrow::Cow, error::Error, fmt, marker::PhantomData};

use crate::{
    callsite::MANUAL,
    context::{Reference, ReferenceKind, SpanContext},
    credential,
    current::current,
    cursor,
    outcome::Kind,
    span::{Span, SpanBuilder},
    span_fields::write_error,
    text::{TEXT_CAP, Text},
    value::Value,
    write::{Key, Pen},
};
pub use crate::{
    callsite::{Callsite, Errors, Meta, Orphan, Shape},
    value::Captured,
};

/// What stands on this thread, for what is about to begin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Here {
    /// Nothing is recorded: nothing is installed, a value is being formatted, or the thread is an exporter's.
    Off,
    /// No span is current.
    Nothing,
    /// A span is current, sampled or not.
    Span,
}

/// Looks.
pub fn here() -> Here {
    let cursor = cursor::get();
    if MANUAL.is_off() || cursor.is_suspended() {
        Here::Off
    } else if cursor.strand.is_some_and(|strand| strand.span_id(cursor.index()).is_valid()) {
        Here::Span
    } else {
        Here::Nothing
    }
}

/// Gives a span made by hand the place that makes it.
pub fn at(builder: SpanBuilder, site: &'static Callsite) -> SpanBuilder {
    builder.at(site)
}

/// Writes to a span, unless it is finished or nothing is to be recorded here.
pub fn on_span(span: &Span, write: impl FnOnce(&Writer<'_>)) {
    if !cursor::get().is_suspended() {
        span.write(|pen| write(&Writer::new(pen)));
    }
}

/// Writes to the current span, if there is one and it is recorded.
pub fn on_current(write: impl FnOnce(&Writer<'_>)) {
    current().write(|pen| write(&Writer::new(pen)));
}

/// Formats users' values as the writer does; `None` where they panic.
pub fn text(value: fmt::Arguments<'_>) -> Option<String> {
    let mut text = Text::new(TEXT_CAP);
    let shown = text.format(|text| fmt::Write::write_fmt(text, value));
    shown.then(|| String::from_utf8_lossy(text.as_bytes()).into_owned())
}

/// Whether what has this name must not leave the process, as the macro has it for arguments.
pub fn looks_secret(name: &str) -> bool {
    credential::looks_secret(name)
}

/// The writer of one span, for as long as the closure runs that it was given to.
pub struct Writer<'w> {
    pen: Pen,
    _inside: PhantomData<&'w ()>,
}

impl fmt::Debug for Writer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writer")
    }
}

impl Writer<'_> {
    fn new(pen: Pen) -> Self {
        Self { pen, _inside: PhantomData }
    }

    /// A tag.
    pub fn tag(&self, key: &'static str, value: Captured<'_>) {
        self.pen.tag(Key::Static(key), value);
    }

    /// A log, now, that begins with these fields.
    pub fn log(&self, fields: &[(Cow<'static, str>, Value)]) {
        self.pen.log(None, fields.iter().map(|(key, value)| (key.into(), value)));
    }

    /// One more field of the last log, or of the last error.
    pub fn field(&self, key: &'static str, value: Captured<'_>) {
        self.pen.log_field(key, value);
    }

    /// An error, with its sources: a log, and the span counts as failed.
    pub fn error(&self, error: &(dyn Error + 'static)) {
        write_error(self.pen, error);
    }

    /// The span counts as failed.
    pub fn failed(&self) {
        self.pen.failed();
    }

    /// Another name.
    pub fn name(&self, name: &str) {
        self.pen.name(name);
    }

    /// Another kind.
    pub fn kind(&self, kind: Kind) {
        self.pen.kind(kind);
    }

    /// A cause.
    pub fn follows_from(&self, context: &SpanContext) {
        self.pen.reference(&Reference { kind: ReferenceKind::FollowsFrom, context: context.clone() });
    }
}
