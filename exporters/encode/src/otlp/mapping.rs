//! What of a span goes where in OTLP, whatever it is written in.

use std::iter::once;

use traced_runtime::{
    Callsite, Kind, ListRef, Outcome, ValueRef,
    export::{LogView, SpanView},
};

use super::names;

/// `SpanFlags`: above the eight bits of W3C's trace flags, whether a context is known to be remote or local, and which.
const HAS_IS_REMOTE: u32 = 0x100;
const IS_REMOTE: u32 = 0x200;

/// `Status.code`, and the only one that is ever written: no status means that the span says nothing about success.
pub(crate) const CODE_ERROR: u64 = 2;

/// The flags of a span or a link, from those of W3C and whether the context (a span's: its parent's) came from outside.
#[inline]
pub(crate) const fn flags(trace_flags: u8, remote: bool) -> u32 {
    trace_flags as u32 | HAS_IS_REMOTE | if remote { IS_REMOTE } else { 0 }
}

/// `Span.kind`; the numbers are OTLP's.
#[inline]
pub(crate) const fn kind(kind: Kind) -> u64 {
    match kind {
        Kind::Internal => 1,
        Kind::Server => 2,
        Kind::Client => 3,
        Kind::Producer => 4,
        Kind::Consumer => 5,
    }
}

/// The fully qualified name of a callsite's function, where it is one. A callsite that was given a name of its own only knows the bare
/// name of it.
#[must_use]
pub fn path(site: &Callsite) -> Option<String> {
    if site.function().is_empty() {
        return None;
    }
    let name = site.name();
    let of_function = name.strip_suffix(site.function()).is_some_and(|owner| owner.is_empty() || owner.ends_with("::"));
    Some(format!("{}::{}", site.module(), if of_function { name } else { site.function() }))
}

/// Where a tag goes.
pub(crate) enum Place<'a> {
    Attribute(&'a str),
    /// It has a field of its own: the kind, or the status.
    Elsewhere,
    /// Another attribute has its name, and OTLP allows a name only once.
    Taken,
}

/// `located`: whether attributes say where in the code the span is.
#[inline(always)]
pub(crate) fn place<'a>(key: &'a str, value: ValueRef<'_>, located: bool, view: SpanView<'_>) -> Place<'a> {
    match key {
        "span.kind" => Place::Elsewhere,
        names::ERROR if matches!(value, ValueRef::Bool(_)) => Place::Elsewhere,
        names::OUTCOME => Place::Taken,
        names::FUNCTION | names::FILE | names::LINE if located => Place::Taken,
        _ => match names::tag(key, view.kind()) {
            None => Place::Attribute(key),
            Some(name) if is_taken(name, key, view) => Place::Taken,
            Some(name) => Place::Attribute(name),
        },
    }
}

/// Whether a tag is named `name` already, or one before `key` is renamed to it too.
fn is_taken(name: &str, key: &str, view: SpanView<'_>) -> bool {
    let mut before = true;
    view.tags().any(|(other, _)| {
        before &= other != key;
        other == name || before && names::tag(other, view.kind()) == Some(name)
    })
}

/// How a span ended, where neither silence nor the status says it.
#[inline]
pub(crate) fn outcome(view: SpanView<'_>) -> Option<&'static str> {
    match view.outcome() {
        // The first says nothing, the second is the status.
        Outcome::Returned | Outcome::Errored => None,
        outcome => Some(outcome.as_str()),
    }
}

/// What an event is called, and whether it tells of a failure: the log of an error or a panic is OpenTelemetry's exception event.
#[inline]
pub(crate) fn event(log: LogView<'_>) -> (&str, bool) {
    match log.event() {
        Some(names::ERROR) => (names::EXCEPTION, true),
        name => (name.unwrap_or(names::LOG), false),
    }
}

/// The attributes of an event: the fields besides the one that names it. Of a failure also what is told by none of them.
#[inline]
pub(crate) fn fields<'a>(
    log: LogView<'a>,
    failure: bool,
    mut attribute: impl FnMut(&'a str, ValueRef<'a>),
) -> Option<Account<'a>> {
    let fields = log.fields().filter(|(key, _)| *key != "event");
    if !failure {
        fields.for_each(|(key, value)| attribute(key, value));
        return None;
    }
    let (mut message, mut chain, mut stack) = ("", None, false);
    fields.for_each(|(key, value)| {
        match (key, value) {
            ("message", ValueRef::Str(text)) => message = text,
            (names::CHAIN, ValueRef::List(sources)) => chain = Some(sources),
            (names::STACK | names::STACKTRACE, _) => stack = true,
            _ => {}
        }
        attribute(names::exception_field(key), value);
    });
    // Viewers show `exception.stacktrace`, and no other account of where an error came from.
    chain.filter(|_| !stack).map(|chain| Account { message, chain })
}

/// A message and those of its sources, as the text that viewers show.
#[derive(Clone, Copy)]
pub(crate) struct Account<'a> {
    message: &'a str,
    chain: ListRef<'a>,
}

impl<'a> Account<'a> {
    /// The text in pieces that stand one after the other.
    pub(crate) fn pieces(self) -> impl Iterator<Item = &'a str> {
        once(self.message).chain(texts(self.chain).flat_map(|source| ["\ncaused by: ", source]))
    }
}

fn texts(list: ListRef<'_>) -> impl Iterator<Item = &str> {
    list.iter().filter_map(|item| match item {
        ValueRef::Str(text) => Some(text),
        _ => None,
    })
}
