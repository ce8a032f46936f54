//! What the body of an answer says. Receivers send all sorts of things there: what is not understood is nothing.

use serde_json::Value;
use traced_encode::wire::{Field, Fields};
use traced_http::short;

use crate::config::Protocol;

/// `ExportTraceServiceResponse.partial_success`, and `ExportTracePartialSuccess`' fields.
const PARTIAL_SUCCESS: u32 = 1;
const REJECTED_SPANS: u32 = 1;
const ERROR_MESSAGE: u32 = 2;
/// `google.rpc.Status.message`: the body of a refusal.
const STATUS_MESSAGE: u32 = 2;

/// What a body is written in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Form {
    Protobuf,
    Json,
    Text,
}

impl Form {
    /// An answer that does not say what it is has the form of the question.
    pub(super) fn of(content_type: Option<&str>, protocol: Protocol) -> Self {
        match content_type.unwrap_or(protocol.content_type()) {
            kind if kind.contains("protobuf") => Form::Protobuf,
            kind if kind.contains("json") => Form::Json,
            _ => Form::Text,
        }
    }
}

/// How many of `sent` spans an `ExportTraceServiceResponse` says were not taken, and why.
pub(super) fn partial_success(body: &[u8], form: Form, sent: u64) -> (u64, String) {
    let (rejected, message) = match form {
        Form::Protobuf => partial_success_of(body),
        Form::Json => partial_success_in(body),
        Form::Text => (0, String::new()),
    };
    // A signed number: a negative one says nothing, and nobody rejects more than there was.
    (u64::try_from(rejected).unwrap_or(0).min(sent), message)
}

fn partial_success_of(body: &[u8]) -> (i64, String) {
    let (mut rejected, mut message) = (0, String::new());
    for field in fields(body) {
        let (PARTIAL_SUCCESS, Field::Bytes(partial)) = field else { continue };
        for field in fields(partial) {
            match field {
                (REJECTED_SPANS, Field::Number(n)) => rejected = n.cast_signed(),
                (ERROR_MESSAGE, Field::Bytes(text)) => message = short(text),
                _ => {}
            }
        }
    }
    (rejected, message)
}

/// In protobuf's JSON an integer of 64 bits is text, and a reader takes a number too.
fn partial_success_in(body: &[u8]) -> (i64, String) {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let partial = &answer["partialSuccess"];
    let rejected = match &partial["rejectedSpans"] {
        Value::String(digits) => digits.parse().unwrap_or(0),
        other => other.as_i64().unwrap_or(0),
    };
    (rejected, text(&partial["errorMessage"]))
}

/// The message of a refusal: that of a `google.rpc.Status`, or the text that the body is.
pub(super) fn refusal(body: &[u8], form: Form) -> String {
    match form {
        Form::Protobuf => fields(body)
            .into_iter()
            .find_map(|field| match field {
                (STATUS_MESSAGE, Field::Bytes(text)) => Some(short(text)),
                _ => None,
            })
            .unwrap_or_default(),
        Form::Json => match serde_json::from_slice::<Value>(body) {
            Ok(status) if status["message"].is_string() => text(&status["message"]),
            _ => short(body),
        },
        Form::Text => short(body),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map(|text| short(text.as_bytes())).unwrap_or_default()
}

/// All fields, or none if the bytes are not protobuf to the end.
fn fields(message: &[u8]) -> Vec<(u32, Field<'_>)> {
    Fields::of(message).collect::<Result<_, _>>().unwrap_or_default()
}
