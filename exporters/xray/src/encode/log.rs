//! Logs, which documents have no field for, to metadata: a time, and the fields that stand nowhere else.

use traced_encode::json;
use traced_runtime::{SpanId, export::LogView};

use super::{
    cause::Told,
    ids::id,
    value::{any, close, seconds},
};

/// One of them; `exception` is that of one about an error.
pub(super) fn log(out: &mut Vec<u8>, log: LogView<'_>, told: Option<&Told<'_>>, exception: SpanId) {
    out.extend_from_slice(b"{\"time\":");
    seconds(out, log.unix_nanos());
    out.push(b',');
    if told.is_some() {
        id(out, "exception", exception);
    }
    out.extend_from_slice(b"\"fields\":{");
    for (number, (key, value)) in log.fields().enumerate() {
        // Of a key that was given twice the last value, as JSON has it.
        let again = || log.fields().skip(number + 1).any(|(later, _)| later == key);
        if !told.is_some_and(|told| told.tells(key, value)) && !again() {
            json::string(out, key);
            out.push(b':');
            any(out, value);
            out.push(b',');
        }
    }
    close(out, b'}');
    out.push(b'}');
}
