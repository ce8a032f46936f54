//! What the two servers have in common: they say that they have taken spans before they show them, so they are asked until they have all.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use serde_json::Value as Json;

/// What the environment says of each of the processes.
pub const GIVEN: (&str, &str) = ("deployment.environment.name", "interop");

fn asked(url: &str) -> Json {
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let body = agent.get(url).call().expect("it answers").body_mut().read_to_vec().expect("it ends");
    // Zipkin 3.6.1 guesses the length of text with both escapes and characters of several bytes too high, and fills up with zeros.
    let length = body.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    serde_json::from_slice(&body[..length]).unwrap_or(Json::Null)
}

/// Asks until this holds of the answer.
pub fn until(url: &str, holds: impl Fn(&Json) -> bool) -> Json {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let answer = asked(url);
        if holds(&answer) {
            return answer;
        }
        assert!(Instant::now() < deadline, "{url} says {answer:#}");
    }
}

/// Asks until there are so many spans, by id.
pub fn until_there(url: &str, count: usize, spans: impl Fn(Json) -> BTreeMap<String, Json>) -> BTreeMap<String, Json> {
    spans(until(url, |answer| spans(answer.clone()).len() == count))
}

/// How many values stand in it.
pub fn leaves(json: &Json) -> usize {
    match json {
        Json::Array(items) => items.iter().map(leaves).sum(),
        Json::Object(items) => items.values().map(leaves).sum(),
        _ => 1,
    }
}

/// What OpenTracing calls what OTLP calls so in the event of a failure (OpenTelemetry, "Exceptions").
pub fn recorded_as(name: &str) -> &str {
    match name {
        "exception" => "error",
        "exception.type" => "error.kind",
        "exception.message" => "message",
        "code.file.path" => "code.filepath",
        "code.line.number" => "code.lineno",
        other => other,
    }
}
