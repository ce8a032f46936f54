//! Jaeger's API, asked until it has all of a trace: it takes datagrams before it stores them.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use serde_json::Value as Json;

use crate::shown::{list, text};

/// Spans by id, each with what it was sent under: a process, or a resource and a scope.
pub type Spans = BTreeMap<String, (Json, Json)>;

fn asked(url: &str) -> Json {
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let text = agent.get(url).call().expect("Jaeger answers").body_mut().read_to_string().expect("text");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn until_there(url: &str, count: usize, spans: impl Fn(Json) -> Spans) -> Spans {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let found = spans(asked(url));
        if found.len() == count {
            return found;
        }
        assert!(Instant::now() < deadline, "{count} spans are expected of {url}: {found:#?}");
    }
}

/// Of `/api/traces/{id}`, which is what Jaeger's pages show.
pub fn trace(jaeger: &str, id: &str, count: usize) -> Spans {
    until_there(&format!("{jaeger}/api/traces/{id}"), count, |answer| {
        let mut spans = Spans::new();
        for trace in list(&answer["data"]) {
            for span in list(&trace["spans"]) {
                let process = &trace["processes"][text(&span["processID"])];
                let before = spans.insert(text(&span["spanID"]).to_owned(), (span.clone(), process.clone()));
                assert_eq!(before, None, "each span once");
            }
        }
        spans
    })
}

/// Why `/api/traces/{id}` shows nothing of a trace that is there.
pub fn refusal(jaeger: &str, id: &str) -> String {
    let answer = asked(&format!("{jaeger}/api/traces/{id}"));
    assert_eq!(answer["data"], Json::Null);
    text(&answer["errors"][0]["msg"]).to_owned()
}

/// Of `/api/v3/traces/{id}`, which answers in OTLP.
pub fn otlp(jaeger: &str, id: &str, count: usize) -> Spans {
    until_there(&format!("{jaeger}/api/v3/traces/{id}"), count, |answer| {
        let mut spans = Spans::new();
        for part in list(&answer["result"]["resourceSpans"]) {
            for scope in list(&part["scopeSpans"]) {
                let under = serde_json::json!({"resource": part["resource"], "scope": scope["scope"]});
                for span in list(&scope["spans"]) {
                    let before = spans.insert(text(&span["spanId"]).to_owned(), (span.clone(), under.clone()));
                    assert_eq!(before, None, "each span once");
                }
            }
        }
        spans
    })
}

/// The names in `/api/services`.
pub fn services(jaeger: &str) -> Json {
    asked(&format!("{jaeger}/api/services"))["data"].take()
}
