//! Errors of requests: what they say, without what URLs hold.

use std::error::Error as _;

use reqwest_middleware::Error;
use traced_runtime::{Span, Value};

use crate::url::scrub;

/// Sources that are recorded.
const SOURCES: usize = 16;

/// What kind of failure it is, of few: the tag `error.type`.
fn kind(error: &Error) -> &'static str {
    match () {
        () if error.is_timeout() => "timeout",
        () if error.is_connect() => "connect",
        () if error.is_redirect() => "redirect",
        () if error.is_body() => "body",
        () if error.is_middleware() => "middleware",
        () => std::any::type_name::<reqwest::Error>(),
    }
}

/// Records an error, and its sources, as `Span::record_error` would.
pub(crate) fn record(span: &Span, error: &Error) {
    let mut fields = vec![
        ("event", Value::from("error")),
        ("error.kind", Value::from(std::any::type_name_of_val(error))),
        ("message", Value::from(scrub(&error.to_string()))),
    ];
    let mut next = error.source();
    let mut chain = Vec::new();
    while let Some(source) = next.filter(|_| chain.len() < SOURCES) {
        chain.push(Value::from(scrub(&source.to_string())));
        next = source.source();
    }
    if !chain.is_empty() {
        fields.push(("error.chain", Value::List(chain)));
    }
    span.log(fields);
    span.set_tag("error", true).set_tag("error.type", kind(error));
}
