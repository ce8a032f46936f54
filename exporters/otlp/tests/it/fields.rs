//! Every field of a span as an independent decoder reads it.

use std::{
    panic::catch_unwind,
    task::{Context, Waker},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use opentelemetry_proto::tonic::{
    common::v1::{ArrayValue, KeyValue, any_value::Value::*},
    trace::v1::{
        Span as Decoded, Status,
        span::{Event, Link},
    },
};
use prost::Message as _;
use traced_otlp::Encoder;
use traced_runtime::{Kind, Span, SpanContext, SpanId, TraceId, Value, private as p};

use crate::{
    decode::{any, attribute, key_value, request, spans, text},
    tap::{SITE, with_batch},
};

/// The moment `nanos` after the one that all of these spans begin at.
fn at(nanos: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_nanos(START + nanos)
}

const START: u64 = 1_700_000_000_123_456_789;

/// The only span of what `record` records.
fn encoded(record: impl FnOnce()) -> Decoded {
    let body = with_batch(record, |batch| Encoder::new().encode(batch).to_vec());
    // Nothing in it that the decoder does not know, and nothing longer than need be.
    assert_eq!(request(&body).encode_to_vec().len(), body.len());
    let mut spans = spans(&body);
    assert_eq!(spans.len(), 1, "{spans:#?}");
    spans.remove(0)
}

fn remote(trace: u128, span: u64) -> SpanContext {
    SpanContext::new(TraceId::new(trace), SpanId::new(span), true).remote()
}

/// The W3C flags that say that the trace is recorded, and OTLP's that the parent is known to be of this process or not.
const LOCAL: u32 = 0x101;
const REMOTE: u32 = 0x301;

#[test]
fn a_bare_span() {
    let mut context = SpanContext::none();
    let span = encoded(|| {
        let span = Span::builder("load").root().start_time(at(0)).start();
        context = span.context();
        span.finish_at(at(5));
    });
    let expected = Decoded {
        trace_id: context.trace_id().to_bytes().to_vec(),
        span_id: context.span_id().to_bytes().to_vec(),
        flags: LOCAL | u32::from(context.trace_flags()),
        name: "load".into(),
        kind: 1,
        start_time_unix_nano: START,
        end_time_unix_nano: START + 5,
        ..Decoded::default()
    };
    assert_eq!(span, expected);
}

#[test]
fn everything_a_span_can_have() {
    let parent = remote(7, 8).with_trace_state("vendor=1,other=2");
    let cause = remote(9, 10).with_trace_state("x=y");
    let sibling = SpanContext::new(TraceId::new(7), SpanId::new(11), false);
    let mut context = SpanContext::none();
    let span = encoded(|| {
        let span = Span::builder("receive")
            .child_of(&parent)
            .follows_from(&cause)
            .follows_from(&sibling)
            .kind(Kind::Consumer)
            .start_time(at(0))
            .tag("flag", true)
            .tag("rows", 3)
            .tag("delta", -3)
            .tag("huge", u64::MAX)
            .tag("ratio", 0.5)
            .tag("empty", "")
            .tag("raw", vec![0_u8, 255])
            .tag("list", vec![Value::from("a"), Value::from(1)])
            .start();
        span.set_name("received");
        span.log_at(at(2), [("event", Value::from("cache-miss")), ("key", Value::from("k")), ("age", Value::from(-1))]);
        span.log_at(at(3), [("progress", 0.25)]);
        context = span.context();
        span.finish_at(at(1_000_000_000));
    });
    let link = |to: &SpanContext, flags| Link {
        trace_id: to.trace_id().to_bytes().to_vec(),
        span_id: to.span_id().to_bytes().to_vec(),
        trace_state: to.trace_state().unwrap_or("").into(),
        attributes: vec![key_value("opentracing.ref_type", text("follows_from"))],
        dropped_attributes_count: 0,
        flags,
    };
    let expected = Decoded {
        trace_id: parent.trace_id().to_bytes().to_vec(),
        span_id: context.span_id().to_bytes().to_vec(),
        trace_state: "vendor=1,other=2".into(),
        parent_span_id: parent.span_id().to_bytes().to_vec(),
        flags: REMOTE,
        name: "received".into(),
        kind: 5,
        start_time_unix_nano: START,
        end_time_unix_nano: START + 1_000_000_000,
        attributes: vec![
            key_value("flag", BoolValue(true)),
            key_value("rows", IntValue(3)),
            key_value("delta", IntValue(-3)),
            key_value("huge", text("18446744073709551615")),
            key_value("ratio", DoubleValue(0.5)),
            key_value("empty", text("")),
            key_value("raw", BytesValue(vec![0, 255])),
            key_value("list", ArrayValue(ArrayValue { values: vec![any(text("a")), any(IntValue(1))] })),
        ],
        dropped_attributes_count: 0,
        events: vec![
            Event {
                time_unix_nano: START + 2,
                name: "cache-miss".into(),
                attributes: vec![key_value("key", text("k")), key_value("age", IntValue(-1))],
                dropped_attributes_count: 0,
            },
            Event {
                time_unix_nano: START + 3,
                name: "log".into(),
                attributes: vec![key_value("progress", DoubleValue(0.25))],
                dropped_attributes_count: 0,
            },
        ],
        dropped_events_count: 0,
        links: vec![link(&cause, REMOTE), link(&sibling, 0x100)],
        dropped_links_count: 0,
        status: None,
    };
    assert_eq!(span, expected);
}

#[test]
fn kinds_have_their_numbers() {
    for (kind, number) in
        [(Kind::Internal, 1), (Kind::Server, 2), (Kind::Client, 3), (Kind::Producer, 4), (Kind::Consumer, 5)]
    {
        assert_eq!(encoded(|| Span::builder("x").kind(kind).start().finish()).kind, number);
    }
}

#[test]
fn lengths_that_take_several_bytes_are_right() {
    for len in [100, 127, 128, 500, 16_384, 70_000] {
        let long = "ä".repeat(len);
        let span = encoded(|| {
            Span::builder(long.clone()).tag("long", long.clone()).start().finish();
        });
        // The runtime may have cut it; what it kept has arrived whole.
        assert!(span.name.chars().all(|c| c == 'ä'));
        let [attribute] = &span.attributes[..] else { panic!("one attribute") };
        let Some(StringValue(value)) = &attribute.value.as_ref().unwrap().value else { panic!("text") };
        assert!(value.starts_with("ää"), "{len}");
    }
}

#[derive(Debug)]
struct Outer(std::num::ParseIntError);

impl std::fmt::Display for Outer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no such account")
    }
}

impl std::error::Error for Outer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[test]
fn an_error_is_a_status_and_an_exception() {
    let span = encoded(|| {
        let span = Span::builder("load").start();
        span.record_error(&Outer("x".parse::<u8>().unwrap_err()));
        span.finish();
    });
    assert_eq!(span.status, Some(Status { code: 2, message: "no such account".into() }));
    assert!(span.attributes.is_empty(), "{span:#?}");
    let [event] = &span.events[..] else { panic!("one event: {span:#?}") };
    assert_eq!(event.name, "exception");
    let source = "invalid digit found in string";
    let sources = ArrayValue { values: vec![any(text(source))] };
    let mut attributes = event.attributes.clone();
    attributes.sort_by(|a, b| a.key.cmp(&b.key));
    let expected = [
        key_value("error.chain", ArrayValue(sources)),
        key_value("exception.message", text("no such account")),
        key_value("exception.stacktrace", text(&format!("no such account\ncaused by: {source}"))),
        key_value("exception.type", text(std::any::type_name::<Outer>())),
    ];
    assert_eq!(attributes, expected);
}

#[test]
fn the_error_tag_is_the_status_and_nothing_else() {
    let span = encoded(|| Span::builder("load").tag("error", true).start().finish());
    assert_eq!(span.status.map(|status| status.code), Some(2));
    assert!(span.attributes.is_empty(), "{:?}", span.attributes);
}

/// The attributes of a span of this kind with these tags.
fn renamed(kind: Kind, tags: &'static [(&'static str, &'static str)]) -> (Vec<KeyValue>, u32) {
    let span = encoded(|| {
        let builder = Span::builder("x").kind(kind);
        tags.iter().fold(builder, |builder, (key, value)| builder.tag(*key, *value)).start().finish();
    });
    (span.attributes, span.dropped_attributes_count)
}

#[test]
fn standard_tags_have_their_opentelemetry_names() {
    let (attributes, dropped) = renamed(
        Kind::Client,
        &[
            ("http.method", "GET"),
            ("http.url", "http://x/"),
            ("http.status_code", "200"),
            ("peer.hostname", "x"),
            ("peer.port", "80"),
            ("peer.ipv4", "192.0.2.1"),
            ("db.type", "sql"),
            ("db.instance", "customers"),
            ("db.statement", "select 1"),
            ("message_bus.destination", "queue"),
            ("span.kind", "client"),
            ("component", "mine"),
        ],
    );
    let keys: Vec<_> = attributes.iter().map(|attribute| attribute.key.as_str()).collect();
    let expected = [
        "http.request.method",
        "url.full",
        "http.response.status_code",
        "server.address",
        "server.port",
        "network.peer.address",
        "db.system.name",
        "db.namespace",
        "db.query.text",
        "messaging.destination.name",
        "component",
    ];
    assert_eq!(keys, expected);
    assert_eq!(dropped, 0);
}

#[test]
fn a_servers_peer_is_the_client() {
    let (attributes, _) = renamed(Kind::Server, &[("peer.hostname", "x"), ("peer.port", "1")]);
    assert_eq!(attributes, [key_value("client.address", text("x")), key_value("client.port", text("1"))]);
}

#[test]
fn no_attribute_is_there_twice() {
    let (attributes, dropped) = renamed(
        Kind::Client,
        &[("http.method", "old"), ("http.request.method", "new"), ("peer.ipv4", "192.0.2.1"), ("peer.ipv6", "::1")],
    );
    let expected =
        [key_value("http.request.method", text("new")), key_value("network.peer.address", text("192.0.2.1"))];
    assert_eq!(attributes, expected);
    assert_eq!(dropped, 2);
}

#[test]
fn the_resource_says_who_and_with_what() {
    let body = with_batch(|| Span::builder("x").start().finish(), |batch| Encoder::new().encode(batch).to_vec());
    let [resource_spans] = &request(&body).resource_spans[..] else { panic!("one resource") };
    let attributes = &resource_spans.resource.as_ref().unwrap().attributes;
    let value = |key| attribute(attributes, key);
    assert_eq!(*value("service.name"), text("shop"));
    assert_eq!(*value("telemetry.sdk.language"), text("rust"));
    assert_eq!(*value("telemetry.sdk.name"), text("traced"));
    let scope = resource_spans.scope_spans[0].scope.as_ref().unwrap();
    assert_eq!(scope.name, "traced");
    assert_eq!(scope.version, env!("CARGO_PKG_VERSION"));
}

#[test]
fn a_call_says_where_in_the_code_it_is() {
    let span = encoded(|| drop(p::enter(&SITE)));
    assert_eq!(span.name, "Shop::numbered");
    assert_eq!(span.kind, 1);
    let expected = [
        key_value("code.function.name", text("shop::orders::Shop::numbered")),
        key_value("code.file.path", text("src/orders.rs")),
        key_value("code.line.number", IntValue(42)),
    ];
    assert_eq!(span.attributes, expected);
}

#[test]
fn a_block_is_in_no_function_that_it_knows() {
    let span = encoded(|| drop(traced_runtime::span!("block")));
    let names: Vec<_> = span.attributes.iter().map(|pair| &*pair.key).collect();
    assert_eq!(names, ["code.file.path", "code.line.number"]);
}

/// The attributes of a span of `SITE`, without those that say where it is.
fn beyond_place(span: &Decoded) -> &[KeyValue] {
    &span.attributes[3..]
}

#[test]
fn a_panic_is_told_with_its_place() {
    let span = encoded(|| {
        let panic = catch_unwind(|| {
            let _frame = p::enter(&SITE);
            panic!("boom");
        });
        panic.unwrap_err();
    });
    assert_eq!(beyond_place(&span), [key_value("traced.outcome", text("panicked"))]);
    assert_eq!(span.status, Some(Status { code: 2, message: "boom".into() }));
    let [event] = &span.events[..] else { panic!("one event: {span:#?}") };
    assert_eq!(event.name, "exception");
    assert_eq!(*attribute(&event.attributes, "exception.type"), text("panic"));
    assert_eq!(*attribute(&event.attributes, "exception.message"), text("boom"));
    assert_eq!(*attribute(&event.attributes, "code.file.path"), text(file!()));
    assert!(matches!(attribute(&event.attributes, "code.line.number"), IntValue(1..)));
}

#[test]
fn a_call_that_was_given_up_says_so() {
    let call = || p::future::<(), _, _>(&SITE, std::future::pending(), p::ignore);
    let never_polled = encoded(|| drop(call()));
    assert_eq!(beyond_place(&never_polled), [key_value("traced.outcome", text("never_polled"))]);
    assert_eq!(never_polled.status, None);
    let cancelled = encoded(|| {
        let mut call = Box::pin(call());
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    });
    assert_eq!(beyond_place(&cancelled), [key_value("traced.outcome", text("cancelled"))]);
    assert_eq!(cancelled.status, None);
}
