//! What the body of an answer says. Receivers send all sorts of things there: what is not understood is nothing.

use crate::wire::{Field, Fields};

/// `ExportTraceServiceResponse.partial_success`, and `ExportTracePartialSuccess`' fields.
const PARTIAL_SUCCESS: u32 = 1;
const REJECTED_SPANS: u32 = 1;
const ERROR_MESSAGE: u32 = 2;
/// `google.rpc.Status.message`: the body of a refusal.
const STATUS_MESSAGE: u32 = 2;

/// The longest message that is passed on.
const SHOWN: usize = 200;

/// How many of `sent` spans an `ExportTraceServiceResponse` says were not taken, and why.
pub(super) fn partial_success(body: &[u8], sent: u64) -> (u64, String) {
    let (mut rejected, mut message) = (0, String::new());
    for field in fields(body) {
        let (PARTIAL_SUCCESS, Field::Bytes(partial)) = field else { continue };
        for field in fields(partial) {
            match field {
                // A signed number: a negative one says nothing, and nobody rejects more than there was.
                (REJECTED_SPANS, Field::Number(n)) => rejected = i64::try_from(n).map_or(0, |_| n.min(sent)),
                (ERROR_MESSAGE, Field::Bytes(text)) => message = short(text),
                _ => {}
            }
        }
    }
    (rejected, message)
}

/// The message of a refusal: that of a `google.rpc.Status` in protobuf, or the text that the body is.
pub(super) fn refusal(body: &[u8], protobuf: bool) -> String {
    if !protobuf {
        return short(body);
    }
    fields(body)
        .into_iter()
        .find_map(|field| match field {
            (STATUS_MESSAGE, Field::Bytes(text)) => Some(short(text)),
            _ => None,
        })
        .unwrap_or_default()
}

/// All fields, or none if the bytes are not protobuf to the end.
fn fields(message: &[u8]) -> Vec<(u32, Field<'_>)> {
    Fields::of(message).collect::<Result<_, _>>().unwrap_or_default()
}

/// The beginning, on one line, without anything that a terminal would obey.
fn short(text: &[u8]) -> String {
    let Ok(text) = std::str::from_utf8(text) else { return String::new() };
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let mut line = words.collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = line.char_indices().nth(SHOWN) {
        line.truncate(cut);
        line.push_str("..");
    }
    line
}
