//! Every field of a span as an independent reader reads it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value as Json, json};
use traced_runtime::{Kind, Span, SpanContext, SpanId, TraceId, private as p};
use traced_zipkin::Encoder;

use crate::{
    plain, program,
    rules::checked,
    tap::{SITE, with_batch},
};

fn at(nanos: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_nanos(1_700_000_000_123_456_789 + nanos)
}

/// The only span of what `record` records.
#[track_caller]
fn encoded(record: impl FnOnce()) -> Json {
    let body = with_batch(record, |batch| Encoder::new().encode(batch).to_vec());
    let mut spans = checked(&body);
    assert_eq!(spans.len(), 1, "{spans:#?}");
    spans.remove(0)
}

#[test]
fn all_that_was_recorded_is_said() {
    let (body, spans) = with_batch(program::run, |batch| {
        (Encoder::new().encode(batch).to_vec(), batch.spans().map(|span| span.to_data()).collect::<Vec<_>>())
    });
    let list = checked(&body);
    assert_eq!(list.len(), spans.len());
    assert!(spans.len() > 140, "{}", spans.len());
    let resource = [("service.version", "1.4.2")];
    for (found, span) in list.iter().zip(&spans) {
        assert_eq!(*found, plain::span(span, "shop", &resource), "{span:#?}");
    }
}

#[test]
fn a_span_in_full() {
    let parent = SpanContext::new(TraceId::new(0xabc), SpanId::new(0xdef), true).remote();
    let mut context = SpanContext::none();
    let span = encoded(|| {
        let span =
            Span::builder("Receive").child_of(&parent).kind(Kind::Server).start_time(at(0)).tag("rows", 3).start();
        span.log_at(at(2000), [("event", "hit")]);
        context = span.context();
        span.finish_at(at(5999));
    });
    let version = env!("CARGO_PKG_VERSION");
    let expected = json!({
        "traceId": "00000000000000000000000000000abc",
        "id": context.span_id().to_string(),
        "parentId": "0000000000000def",
        "name": "Receive",
        "kind": "SERVER",
        "timestamp": 1_700_000_000_123_456_u64,
        "duration": 5,
        "localEndpoint": {"serviceName": "shop"},
        "annotations": [{"timestamp": 1_700_000_000_123_458_u64, "value": "hit"}],
        "tags": {
            "rows": "3",
            "otel.scope.name": "traced",
            "otel.scope.version": version,
            "otel.library.name": "traced",
            "otel.library.version": version,
            "service.version": "1.4.2",
        },
    });
    assert_eq!(span, expected);
}

#[test]
fn times_and_durations_are_whole_microseconds() {
    let span = |start: u64, nanos: u64| {
        let span = encoded(|| {
            let start = UNIX_EPOCH + Duration::from_nanos(start);
            let parent = SpanContext::new(TraceId::new(1), SpanId::new(2), true);
            Span::builder("x")
                .child_of(&parent)
                .start_time(start)
                .start()
                .finish_at(start + Duration::from_nanos(nanos));
        });
        assert_eq!(
            (&span["traceId"], &span["parentId"]),
            (&json!(format!("{:032x}", 1)), &json!(format!("{:016x}", 2)))
        );
        (span["timestamp"].as_u64().unwrap(), span["duration"].as_u64().unwrap())
    };
    // The specification's example: 1234 nanoseconds are 1 microsecond. Zipkin's: less than one is rounded up.
    assert_eq!(span(1_700_000_000_123_456_789, 1234), (1_700_000_000_123_456, 1));
    assert_eq!(span(1_700_000_000_123_456_789, 0), (1_700_000_000_123_456, 1));
    assert_eq!(span(1_700_000_000_123_456_789, 3_600_000_000_000), (1_700_000_000_123_456, 3_600_000_000));
    // Of an age with fewer digits.
    assert_eq!(span(12_345_678, 2000), (12_345, 2));
}

#[test]
fn a_call_says_where_in_the_code_it_is() {
    let span = encoded(|| drop(p::enter(&SITE)));
    assert_eq!(span["name"], "Shop::numbered");
    assert_eq!(span.get("kind"), None);
    assert_eq!(span["tags"]["code.function.name"], "shop::orders::Shop::numbered");
    assert_eq!(span["tags"]["code.file.path"], "src/orders.rs");
    assert_eq!(span["tags"]["code.line.number"], "42");
}

/// The `error` tag of a span with this one: "MUST be set if the code is ERROR, use an empty string if Description has no value".
#[test]
fn the_error_tag_is_for_failures_only() {
    let with = |value: traced_runtime::Value| encoded(|| Span::builder("x").tag("error", value).start().finish());
    let failed = with(true.into());
    assert_eq!((&failed["tags"]["error"], &failed["tags"]["otel.status_code"]), (&json!(""), &json!("ERROR")));
    for denied in [with(false.into()), with("false".into())] {
        let tags = denied["tags"].as_object().unwrap();
        assert!(!tags.contains_key("error") && !tags.contains_key("otel.status_code"), "{tags:?}");
    }
    let said = encoded(|| {
        let span = Span::builder("x").start();
        span.record_error(&"x".parse::<u8>().unwrap_err());
        span.finish();
    });
    assert_eq!(said["tags"]["error"], "invalid digit found in string");
    let text = said["annotations"][0]["value"].as_str().unwrap();
    let fields: Json = serde_json::from_str(text.strip_prefix("\"error\": ").expect(text)).unwrap();
    assert_eq!(fields["message"], "invalid digit found in string");
}

#[track_caller]
fn remote(kind: Kind, tags: &'static [(&'static str, &'static str)]) -> Json {
    let span = encoded(|| {
        let builder = Span::builder("x").kind(kind);
        tags.iter().fold(builder, |builder, (key, value)| builder.tag(*key, *value)).start().finish();
    });
    span.get("remoteEndpoint").cloned().unwrap_or_default()
}

#[test]
fn the_peer_is_what_tags_say_of_it() {
    let service = &[("db.name", "d"), ("server.address", "h"), ("peer.service", "s")];
    assert_eq!(remote(Kind::Client, service), json!({"serviceName": "s"}));
    assert_eq!(remote(Kind::Internal, service), Json::Null);
    let socket = &[("peer.address", "192.0.2.1:80")];
    assert_eq!(remote(Kind::Producer, socket), json!({"ipv4": "192.0.2.1", "port": 80}));
    assert_eq!(
        remote(Kind::Consumer, &[("peer.address", "[2001:db8::1]:80")]),
        json!({"ipv6": "2001:db8::1", "port": 80})
    );
    assert_eq!(remote(Kind::Client, &[("peer.ipv6", "::ffff:192.0.2.1")]), json!({"ipv4": "192.0.2.1"}));
    // A server's own address is not its peer's.
    assert_eq!(remote(Kind::Server, &[("server.address", "me"), ("server.port", "80")]), Json::Null);
    assert_eq!(
        remote(Kind::Server, &[("client.address", "192.0.2.9"), ("client.port", "1")]),
        json!({"ipv4": "192.0.2.9", "port": 1})
    );
    // What is no port is none, and a port alone is nobody.
    assert_eq!(remote(Kind::Client, &[("peer.hostname", "h"), ("peer.port", "99999")]), json!({"serviceName": "h"}));
    assert_eq!(remote(Kind::Client, &[("peer.port", "80")]), Json::Null);
}

#[test]
fn an_address_may_be_a_number() {
    let span = encoded(|| {
        Span::builder("x").kind(Kind::Client).tag("peer.ipv4", 0xc000_0201_u32).tag("peer.port", 80).start().finish();
    });
    assert_eq!(span["remoteEndpoint"], json!({"ipv4": "192.0.2.1", "port": 80}));
}

#[test]
fn what_limits_cut_off_is_counted() {
    let span = encoded(program::cut);
    // 128 of each are kept.
    assert_eq!(span["tags"]["otel.dropped_attributes_count"], "72");
    assert_eq!(span["tags"]["otel.dropped_events_count"], "72");
    assert_eq!(span["annotations"].as_array().unwrap().len(), 128);
}

#[test]
fn no_tag_is_there_twice() {
    let span = encoded(|| {
        let span = Span::builder("x").tag("service.version", "mine").tag("otel.scope.name", "mine");
        span.tag("traced.outcome", "mine").start().finish();
    });
    // A span knows better than the process, but not who has exported it.
    assert_eq!(span["tags"]["service.version"], "mine");
    assert_eq!(span["tags"]["otel.scope.name"], "traced");
    assert_eq!(span["tags"]["otel.dropped_attributes_count"], "2");
}
