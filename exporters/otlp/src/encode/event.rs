//! Logs to `Span.Event`; the log of an error or a panic to OpenTelemetry's exception event.

use std::iter::once;

use traced_runtime::{ListRef, ValueRef, export::LogView};

use super::{
    names,
    value::{attribute, text_attribute},
};
use crate::wire;

/// `Span.events`, and `Event`'s fields.
const EVENTS: u32 = 11;
const TIME: u32 = 1;
const NAME: u32 = 2;
const ATTRIBUTES: u32 = 3;

pub(super) fn event(out: &mut Vec<u8>, log: LogView<'_>) {
    wire::message(out, EVENTS, 2, |out| {
        wire::fixed64(out, TIME, log.unix_nanos());
        match log.event() {
            Some(names::ERROR) => exception(out, log),
            name => {
                wire::bytes(out, NAME, name.unwrap_or(names::LOG).as_bytes());
                for (key, value) in fields(log) {
                    attribute(out, ATTRIBUTES, key, value);
                }
            }
        }
    });
}

/// The fields besides the one that names the event.
fn fields(log: LogView<'_>) -> impl Iterator<Item = (&str, ValueRef<'_>)> {
    log.fields().filter(|(key, _)| *key != "event")
}

fn exception(out: &mut Vec<u8>, log: LogView<'_>) {
    wire::bytes(out, NAME, names::EXCEPTION.as_bytes());
    let (mut message, mut chain, mut stack) = ("", None, false);
    for (key, value) in fields(log) {
        match (key, value) {
            ("message", ValueRef::Str(text)) => message = text,
            (names::CHAIN, ValueRef::List(sources)) => chain = Some(sources),
            (names::STACK | names::STACKTRACE, _) => stack = true,
            _ => {}
        }
        attribute(out, ATTRIBUTES, names::exception_field(key), value);
    }
    // Viewers show `exception.stacktrace`, and no other account of where an error came from.
    if let (Some(chain), false) = (chain, stack) {
        let account = || once(message).chain(texts(chain).flat_map(|source| ["\ncaused by: ", source]));
        text_attribute(out, ATTRIBUTES, names::STACKTRACE, account);
    }
}

fn texts(list: ListRef<'_>) -> impl Iterator<Item = &str> {
    list.iter().filter_map(|item| match item {
        ValueRef::Str(text) => Some(text),
        _ => None,
    })
}
