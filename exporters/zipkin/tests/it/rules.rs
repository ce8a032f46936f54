//! The rules of Zipkin's own description of its API (`zipkin2-api.yaml`: `ListOfSpans`), and those that it states in prose.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde_json::{Map, Value as Json};

/// The spans of a body that obeys all rules.
#[track_caller]
pub fn checked(body: &[u8]) -> Vec<Json> {
    let list: Vec<Json> = serde_json::from_slice(body).expect("it is a list");
    // No key stands twice, and nothing is longer than need be: what was read is as long as what was written.
    assert_eq!(serde_json::to_vec(&list).unwrap().len(), body.len(), "{}", String::from_utf8_lossy(body));
    list.iter().for_each(|span| check(span.as_object().expect("a span is an object")));
    list
}

#[track_caller]
fn check(span: &Map<String, Json>) {
    for (key, value) in span {
        match &**key {
            "traceId" => id(value, 32),
            "id" | "parentId" => id(value, 16),
            "name" => assert!(value.is_string()),
            "kind" => assert!(["CLIENT", "SERVER", "PRODUCER", "CONSUMER"].contains(&value.as_str().unwrap())),
            "timestamp" => assert!(value.is_u64()),
            // "Durations of less than one are rounded up."
            "duration" => assert!(value.as_u64().is_some_and(|micros| micros >= 1), "{value}"),
            "localEndpoint" | "remoteEndpoint" => endpoint(value.as_object().unwrap()),
            "annotations" => annotations(value.as_array().unwrap()),
            "tags" => assert!(value.as_object().unwrap().values().all(Json::is_string), "{value}"),
            other => panic!("Zipkin knows no {other}"),
        }
    }
    // The first two are required; the others are what a reporter of finished spans knows.
    for key in ["traceId", "id", "timestamp", "duration", "localEndpoint"] {
        assert!(span.contains_key(key), "no {key} in {span:?}");
    }
}

fn id(value: &Json, digits: usize) {
    let text = value.as_str().unwrap();
    let is_digit = |c: char| matches!(c, '0'..='9' | 'a'..='f');
    assert!(text.len() == digits && text.chars().all(is_digit) && text.chars().any(|c| c != '0'), "{text}");
}

fn endpoint(endpoint: &Map<String, Json>) {
    assert!(!endpoint.is_empty());
    for (key, value) in endpoint {
        match &**key {
            "serviceName" => assert!(value.is_string()),
            "ipv4" => drop(value.as_str().unwrap().parse::<Ipv4Addr>().unwrap()),
            "ipv6" => drop(value.as_str().unwrap().parse::<Ipv6Addr>().unwrap()),
            "port" => assert!(value.as_u64().is_some_and(|port| (1..=65535).contains(&port)), "{value}"),
            other => panic!("an endpoint has no {other}"),
        }
    }
}

fn annotations(list: &[Json]) {
    assert!(!list.is_empty());
    for annotation in list {
        let annotation = annotation.as_object().unwrap();
        assert!(annotation.len() == 2 && annotation["timestamp"].is_u64() && annotation["value"].is_string());
    }
}
