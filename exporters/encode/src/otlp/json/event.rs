//! Logs to `Span.Event`; the log of an error or a panic to OpenTelemetry's exception event.

use traced_runtime::export::LogView;

use super::value::{attribute, text_attribute};
use crate::{
    json::{self, close},
    otlp::{mapping, names},
};

/// An `Event`, and a comma.
pub(super) fn event(out: &mut Vec<u8>, log: LogView<'_>) {
    out.extend_from_slice(b"{\"timeUnixNano\":\"");
    json::uint(out, log.unix_nanos());
    out.extend_from_slice(b"\",\"name\":");
    let (name, failure) = mapping::event(log);
    json::string(out, name);
    out.extend_from_slice(b",\"attributes\":[");
    let account = mapping::fields(log, failure, |key, value| attribute(out, key, value));
    if let Some(account) = account {
        text_attribute(out, names::STACKTRACE, account.pieces());
    }
    close(out, b']');
    out.extend_from_slice(b"},");
}
