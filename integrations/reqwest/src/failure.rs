//! Errors of requests: what they say, without what URLs hold.

use std::{any::type_name, error::Error as StdError};

use reqwest_middleware::Error;
use traced_runtime::{Span, Value};

use crate::url::scrub;

/// Sources that are recorded.
const SOURCES: usize = 16;

/// What kind of failure it is, of few: the tag `error.type`.
pub(crate) fn kind(error: &Error) -> &'static str {
    match () {
        () if error.is_timeout() => "timeout",
        () if error.is_connect() => "connect",
        () if error.is_redirect() => "redirect",
        () if error.is_body() => "body",
        () if error.is_middleware() => "middleware",
        () => type_name::<reqwest::Error>(),
    }
}

/// The same of an error that came in place of a body's rest.
pub(crate) fn kind_of_body(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() { "timeout" } else { "body" }
}

/// Records an error, and its sources, as `Span::record_error` would.
pub(crate) fn record<E: StdError>(span: &Span, error: &E, kind: &'static str) {
    let mut fields = vec![
        ("event", Value::from("error")),
        ("error.kind", Value::from(type_name::<E>())),
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
    span.set_tag("error", true).set_tag("error.type", kind);
}
