//! Logs to `Span.Event`; the log of an error or a panic to OpenTelemetry's exception event.

use traced_runtime::export::LogView;

use super::value::{attribute, text_attribute};
use crate::{
    otlp::{mapping, names},
    wire,
};

/// `Span.events`, and `Event`'s fields.
const EVENTS: u32 = 11;
const TIME: u32 = 1;
const NAME: u32 = 2;
const ATTRIBUTES: u32 = 3;

pub(super) fn event(out: &mut Vec<u8>, log: LogView<'_>) {
    wire::message(out, EVENTS, 2, |out| {
        wire::fixed64(out, TIME, log.unix_nanos());
        let (name, failure) = mapping::event(log);
        wire::bytes(out, NAME, name.as_bytes());
        let account = mapping::fields(log, failure, |key, value| attribute(out, ATTRIBUTES, key, value));
        if let Some(account) = account {
            text_attribute(out, ATTRIBUTES, names::STACKTRACE, || account.pieces());
        }
    });
}
