//! What Zipkin shows.

use std::time::{Duration, Instant};

use serde_json::{Map, Value as Json};

/// A trace, once all of it can be had: Zipkin says that it has taken spans before it shows them.
pub fn trace(url: &str, id: &str, spans: usize) -> Vec<Map<String, Json>> {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        match now(url, id) {
            Some(found) if found.len() == spans => return found,
            found => assert!(Instant::now() < deadline, "{spans} spans of {id} are missing: {found:?}"),
        }
    }
}

/// As much of a trace as can be had now.
pub fn now(url: &str, id: &str) -> Option<Vec<Map<String, Json>>> {
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let body = agent.get(format!("{url}/api/v2/trace/{id}")).call().unwrap().body_mut().read_to_vec().unwrap();
    // Zipkin 3.6.1 guesses the length of text with both escapes and characters of several bytes too high, and fills up with zeros.
    let end = body.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    serde_json::from_slice(&body[..end]).ok()
}

/// What Zipkin says of this span: it shows names in lower case, ids of 64 bits in 16 digits, and annotations by time.
pub fn as_shown(span: Json) -> Map<String, Json> {
    let Json::Object(mut span) = span else { panic!("a span is an object") };
    let lower = |value: &mut Json| *value = value.as_str().unwrap().to_lowercase().into();
    lower(&mut span["name"]);
    for side in ["localEndpoint", "remoteEndpoint"] {
        span.get_mut(side).and_then(|side| side.get_mut("serviceName")).into_iter().for_each(lower);
    }
    let id = span["traceId"].as_str().unwrap();
    if let Some(short) = id.strip_prefix("0000000000000000") {
        span["traceId"] = short.into();
    }
    span
}
