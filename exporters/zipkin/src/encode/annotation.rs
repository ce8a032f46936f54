//! Logs to annotations: the event's name, and the other fields behind it as JSON.

use traced_encode::json;
use traced_runtime::{ValueRef, export::LogView};

use super::value::{close, inner, inner_string};

/// The name of an event whose log does not name one (the OpenTracing bridge of OpenTelemetry says the same).
const LOG: &str = "log";

/// An annotation, and a comma.
pub(super) fn annotation(out: &mut Vec<u8>, log: LogView<'_>, scratch: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"timestamp\":");
    json::uint(out, log.unix_nanos() / 1000);
    out.extend_from_slice(b",\"value\":");
    let name = log.event().unwrap_or(LOG);
    let names_it = |key: &str, value: ValueRef<'_>| key == "event" && matches!(value, ValueRef::Str(_));
    let mut fields = log.fields().filter(|(key, value)| !names_it(key, *value)).peekable();
    if fields.peek().is_none() {
        json::string(out, name);
    } else {
        out.push(b'"');
        inner_string(out, name, scratch);
        out.extend_from_slice(b": {");
        fields.for_each(|(key, value)| {
            inner_string(out, key, scratch);
            out.push(b':');
            inner(out, value, scratch);
            out.push(b',');
        });
        close(out, b'}');
        out.push(b'"');
    }
    out.extend_from_slice(b"},");
}
