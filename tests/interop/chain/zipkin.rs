//! What Zipkin has of a trace: its spans from the first caller's on, each with the one below it.

use serde_json::Value as Json;

fn asked(url: &str) -> Vec<Json> {
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let mut answer = agent.get(url).call().expect("Zipkin answers");
    if answer.status() == 404 {
        return Vec::new();
    }
    let body = answer.body_mut().read_to_string().expect("text");
    // Zipkin 3.6.1 sometimes guesses the length of its answer too high, and fills up with zeros.
    serde_json::from_str(body.trim_end_matches('\0')).unwrap_or_else(|error| panic!("{error}: {body}"))
}

pub fn spans(zipkin: &str, trace: &str) -> Vec<Json> {
    asked(&format!("{zipkin}/api/v2/trace/{trace}"))
}

/// The ids of all traces.
pub fn traces(zipkin: &str) -> Vec<String> {
    let traces = asked(&format!("{zipkin}/api/v2/traces?limit=10000"));
    traces.iter().map(|trace| trace[0]["traceId"].as_str().expect("an id").to_owned()).collect()
}

/// The spans in the order of the calls: each but the last is the parent of exactly one.
pub fn in_line(spans: &[Json]) -> Vec<&Json> {
    let below = |parent: Option<&Json>| {
        let found: Vec<_> = spans.iter().filter(|span| span.get("parentId") == parent).collect();
        assert!(found.len() <= 1, "{parent:?} has more than one below it: {found:#?}");
        found.first().copied()
    };
    let line: Vec<_> = std::iter::successors(below(None), |span| below(span.get("id"))).collect();
    assert_eq!(line.len(), spans.len(), "not one tree: {spans:#?}");
    line
}
