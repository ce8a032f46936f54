//! What bridges from other libraries write with, and nothing else: borrowed values, straight into the buffer.
//!
//! A value is formatted where it is recorded: capped, its panics caught, and with nothing recorded meanwhile.

use std::{borrow::Cow, error::Error, fmt, marker::PhantomData, time::SystemTime};

use crate::{
    baggage::Baggage,
    callsite::MANUAL,
    context::{Reference, ReferenceKind, SpanContext},
    credential,
    current::current,
    cursor::{self, Cursor, Saved},
    outcome::{Kind, Outcome},
    percent, pipeline, policy,
    span::{Scope, Span, SpanBuilder, write_below},
    span_fields::write_error,
    strand::Origin,
    sync::fixed::{AtomicBool, Ordering},
    task::Task,
    text::{Text, text_cap},
    value::Value,
    write::{Key, Pen},
};
pub use crate::{
    callsite::{Arguments, Callsite, Errors, Meta, Orphan, Shape},
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

/// A place of another library's, on until [`meet`] has decided about it.
pub fn place(meta: Meta) -> Callsite {
    Callsite::met(meta)
}

/// Makes a place known, once, so that rules hold for it from now on, and it is among the callsites. Rules are asked, so nothing may be locked.
pub fn meet(site: &'static Callsite) {
    policy::meet(site);
}

static MEETS: AtomicBool = AtomicBool::new(false);

/// There is a bridge that will [`meet`] places, which rules may be about.
pub fn will_meet() {
    MEETS.store(true, Ordering::Relaxed);
}

/// Whether there may be places that nobody knows yet.
pub fn meets() -> bool {
    MEETS.load(Ordering::Relaxed)
}

/// What this place does without a current span, as things stand.
pub fn orphan(site: &Callsite) -> Orphan {
    site.orphan()
}

/// Which values this place records, as things stand.
pub fn arguments(site: &Callsite) -> Arguments {
    site.state().arguments()
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

/// Writes to the span of this context, wherever that is: into a strand of its own below it, which the collector joins.
pub fn on_context(context: &SpanContext, write: impl FnOnce(&Writer<'_>)) {
    if cursor::get().is_suspended() || !context.is_valid() || !context.is_sampled() || context.is_remote() {
        return;
    }
    if is_current(context) {
        return on_current(write);
    }
    write_below(context, |pen| write(&Writer::new(pen)));
}

/// Whether the span of this context is current on this thread.
pub fn is_current(context: &SpanContext) -> bool {
    current().span_id() == context.span_id()
}

/// Makes the span of this context current on this thread, until the guard is dropped.
pub fn enter(context: &SpanContext) -> Scope {
    Scope::new(context)
}

/// Work that is called and polled under one span, wherever that is; what it is made of is dropped by its owner, within [`run`](Self::run).
pub struct Work(Task);

impl Work {
    /// Below the span of this context.
    pub fn below(context: Option<&SpanContext>) -> Self {
        let context = context.filter(|context| context.is_something());
        Self(Task::under(context.and_then(|context| pipeline::begin(Origin::below(context)))))
    }

    /// Under no span.
    pub fn none() -> Self {
        Self(Task::OFF)
    }

    /// A part of it. Baggage that is set there is kept for the next.
    pub fn run<R>(&mut self, part: impl FnOnce() -> R) -> R {
        let mut polling = self.0.polling();
        polling.enter();
        let result = part();
        polling.pause();
        result
    }
}

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Work")
    }
}

/// It is over.
impl Drop for Work {
    fn drop(&mut self) {
        self.0.polling().finish(Outcome::Returned);
    }
}

/// Keeps no span current on this thread; not `Send`. Dropping it makes current what was current before.
#[must_use = "nothing is current only until this is dropped"]
pub struct Aside {
    saved: Option<Saved>,
    _captured: Option<Scope>,
    _this_thread: PhantomData<*const ()>,
}

impl Aside {
    /// Whatever begins now begins a trace.
    pub fn new() -> Self {
        // What is suspended stays so, and what is captured goes on being captured.
        let captured = Scope::captured();
        let moves = captured.is_none() && !cursor::get().is_suspended();
        Self { saved: moves.then(|| cursor::replace(Cursor::NONE)), _captured: captured, _this_thread: PhantomData }
    }

    /// Nothing begins now.
    pub fn muted() -> Self {
        Self { saved: Some(cursor::replace(Cursor::MUTED)), _captured: None, _this_thread: PhantomData }
    }
}

impl Default for Aside {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Aside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Aside")
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        self.saved.into_iter().for_each(cursor::restore);
    }
}

/// Whether a context holds more than W3C's `traceparent`: what other libraries' contexts have no place for.
pub fn holds_more(context: &SpanContext) -> bool {
    context.route != 0 || context.extras().is_some()
}

/// The entries of baggage: keys, values, and properties as they stand in a header.
pub fn members(baggage: &Baggage) -> impl Iterator<Item = (&str, &str, &str)> {
    baggage.members().map(|member| (member.key, member.value, member.properties))
}

/// Adds an entry to baggage, with properties as they stand in a header. What is malformed is left out.
pub fn with_member(baggage: &Baggage, key: &str, value: &str, properties: &str) -> Baggage {
    let properties: Vec<_> = properties
        .split(';')
        .map(|property| match property.split_once('=') {
            Some((name, value)) => {
                let mut decoded = String::with_capacity(value.len());
                percent::decode_into(value.trim(), &mut decoded);
                (name.trim(), Some(decoded))
            }
            None => (property.trim(), None),
        })
        .collect();
    baggage.with_properties(key, value, properties.iter().map(|(name, value)| (*name, value.as_deref())))
}

/// Formats users' values as the writer does; `None` where they panic.
pub fn text(value: fmt::Arguments<'_>) -> Option<String> {
    let mut text = Text::new(text_cap());
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

    /// A tag whose key is one of the place's fields; each should be written once.
    #[inline]
    pub fn nth_tag(&self, field: usize, value: Captured<'_>) {
        self.pen.nth_tag(field, value);
    }

    /// A tag whose key is known only now.
    pub fn named_tag(&self, key: &str, value: Captured<'_>) {
        self.pen.tag(Key::Inline(key), value);
    }

    /// A log without fields, now or at a given time.
    pub fn log_at(&self, time: Option<SystemTime>) {
        self.pen.log(time, []);
    }

    /// A log, now, that begins with these fields.
    pub fn log(&self, fields: &[(Cow<'static, str>, Value)]) {
        self.pen.log(None, fields.iter().map(|(key, value)| (key.into(), value)));
    }

    /// One more field of the last log, or of the last error.
    pub fn field(&self, key: &'static str, value: Captured<'_>) {
        self.pen.log_field(key, value);
    }

    /// As [`field`](Self::field), with a key that is known only now.
    pub fn named_field(&self, key: &str, value: Captured<'_>) {
        self.pen.named_log_field(key, value);
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
