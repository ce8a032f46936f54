//! OTLP's JSON: what an independent reader makes of it is what it makes of the protobuf, whose fields are checked one by one elsewhere.

use std::time::{Duration, UNIX_EPOCH};

use opentelemetry_proto::tonic::{
    collector::trace::v1::{ExportTracePartialSuccess, ExportTraceServiceRequest, ExportTraceServiceResponse},
    common::v1::any_value::Value::{ArrayValue, BytesValue, DoubleValue},
};
use serde_json::{Value as Json, json};
use traced_encode::{OtlpJson, OtlpProtobuf};
use traced_otlp::{Exporter, Protocol};
use traced_runtime::{
    Kind, Span, SpanContext, SpanId, TraceId, Value,
    export::{ExportError, Exporter as _},
    private as p,
};

use crate::{
    decode::{any, attribute, request, text},
    server::{Server, Step, answer, ok},
    tap::{SITE, with_batch, with_spans},
};

/// What `record` records, in both forms.
fn encoded(record: impl FnOnce()) -> (Vec<u8>, Vec<u8>) {
    with_batch(record, |batch| (OtlpJson::new().encode(batch).to_vec(), OtlpProtobuf::new().encode(batch).to_vec()))
}

fn read(json: &[u8]) -> ExportTraceServiceRequest {
    serde_json::from_slice(json).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(json)))
}

/// The only span, as plain JSON.
fn span(record: impl FnOnce()) -> Json {
    let (json, _) = encoded(record);
    let request: Json = serde_json::from_slice(&json).unwrap();
    request["resourceSpans"][0]["scopeSpans"][0]["spans"][0].clone()
}

fn everything() {
    let parent = SpanContext::new(TraceId::new(7), SpanId::new(8), true).remote().with_trace_state("vendor=\"1\"");
    let cause = SpanContext::new(TraceId::new(u128::MAX), SpanId::new(u64::MAX), true).with_trace_state("x=y");
    for kind in [Kind::Internal, Kind::Client, Kind::Server, Kind::Producer, Kind::Consumer] {
        let span = Span::builder("receive \"quoted\"\n\u{1}\u{1f980}")
            .child_of(&parent)
            .follows_from(&cause)
            .kind(kind)
            .tag("flag", true)
            .tag("off", false)
            .tag("rows", 3)
            .tag("delta", i64::MIN)
            .tag("huge", u64::MAX)
            .tag("ratio", 0.1)
            .tag("tiny", 5e-324)
            .tag("large", 1.7e308)
            .tag("empty", "")
            .tag("key \\ \u{7}", "Zoë \\ \u{0}\u{1f}\u{7f}\u{2028}")
            .tag("raw", vec![0_u8, 127, 128, 255])
            .tag("list", vec![Value::from("a\t"), Value::from(1), Value::List(vec![Value::from(true)])])
            .tag("nothing", Value::List(vec![]))
            .tag("http.method", "GET")
            .start();
        span.log([("event", Value::from("cache-miss")), ("key", Value::from("k")), ("age", Value::from(-1))]);
        span.log([("event", "alone")]);
        span.log([("progress", 0.25)]);
        span.record_error(&"x".parse::<u8>().unwrap_err());
        span.finish();
    }
    let call = p::enter(&SITE);
    call.args(&[p::Captured::U64(1)]);
    drop(call);
    drop(p::future::<(), _, _>(&SITE, std::future::pending(), p::ignore));
    Span::builder("bare").root().start().finish();
    // Times with fewer digits than those of our age.
    let early = Span::builder("early").child_of(&parent).start_time(UNIX_EPOCH).start();
    early.finish_at(UNIX_EPOCH + Duration::from_nanos(12_345));
    let cut = Span::builder("cut").start();
    (0..200).for_each(|n| {
        cut.set_tag(format!("tag-{n}"), n);
        cut.log([("event", "again")]);
    });
    cut.finish();
}

#[test]
fn json_says_what_protobuf_says() {
    let (json, protobuf) = encoded(everything);
    let (json, protobuf) = (read(&json), request(&protobuf));
    let spans = |request: &ExportTraceServiceRequest| request.resource_spans[0].scope_spans[0].spans.clone();
    assert_eq!(spans(&protobuf).len(), 10);
    for (json, protobuf) in spans(&json).into_iter().zip(spans(&protobuf)) {
        assert_eq!(json, protobuf);
    }
    assert_eq!(json, protobuf);
}

/// "JSON Protobuf Encoding" of the OTLP specification, which the reader above is more generous than.
#[test]
fn json_is_in_the_form_of_the_specification() {
    let parent = SpanContext::new(TraceId::new(0xabc), SpanId::new(0xdef), true).remote();
    let start = UNIX_EPOCH + Duration::from_nanos(1_700_000_000_123_456_789);
    let mut context = SpanContext::none();
    let span = span(|| {
        let span = Span::builder("receive")
            .child_of(&parent)
            .kind(Kind::Server)
            .start_time(start)
            .tag("rows", 3)
            .tag("raw", vec![1_u8])
            .tag("never", f64::NAN)
            .tag("least", f64::NEG_INFINITY)
            .start();
        span.log_at(start, [("event", "hit")]);
        context = span.context();
        span.finish_at(start + Duration::from_nanos(1));
    });
    let expected = json!({
        "traceId": "00000000000000000000000000000abc",
        "spanId": context.span_id().to_string(),
        "parentSpanId": "0000000000000def",
        "flags": 0x301,
        "name": "receive",
        "kind": 2,
        "startTimeUnixNano": "1700000000123456789",
        "endTimeUnixNano": "1700000000123456790",
        "attributes": [
            {"key": "rows", "value": {"intValue": "3"}},
            {"key": "raw", "value": {"bytesValue": "AQ=="}},
            {"key": "never", "value": {"doubleValue": "NaN"}},
            {"key": "least", "value": {"doubleValue": "-Infinity"}},
        ],
        "events": [{"timeUnixNano": "1700000000123456789", "name": "hit", "attributes": []}],
    });
    assert_eq!(span, expected);
}

/// The values of `examples/trace.json` of opentelemetry-proto, which has upper-case ids and numbers where texts are usual.
#[test]
fn the_example_of_the_protocol_is_what_we_would_write() {
    let example = json!({"resourceSpans": [{
        "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "my.service"}}]},
        "scopeSpans": [{
            "scope": {"name": "my.library", "version": "1.0.0"},
            "spans": [{
                "traceId": "5B8EFFF798038103D269B633813FC60C",
                "spanId": "EEE19B7EC3C1B174",
                "parentSpanId": "EEE19B7EC3C1B173",
                "name": "I'm a server span",
                "startTimeUnixNano": 1_544_712_660_000_000_000_u64,
                "endTimeUnixNano": 1_544_712_661_000_000_000_u64,
                "kind": 2,
                "attributes": [{"key": "my.span.attr", "value": {"stringValue": "some value"}}],
            }],
        }],
    }]});
    let theirs: ExportTraceServiceRequest = serde_json::from_value(example).unwrap();
    let theirs = &theirs.resource_spans[0].scope_spans[0].spans[0];
    let parent = SpanContext::new(
        TraceId::new(0x5b8e_fff7_9803_8103_d269_b633_813f_c60c),
        SpanId::new(0xeee1_9b7e_c3c1_b173),
        true,
    );
    let start = UNIX_EPOCH + Duration::from_secs(1_544_712_660);
    let (json, _) = encoded(|| {
        let span = Span::builder("I'm a server span").child_of(&parent).kind(Kind::Server).start_time(start);
        span.tag("my.span.attr", "some value").start().finish_at(start + Duration::from_secs(1));
    });
    let mut ours = read(&json).resource_spans.remove(0).scope_spans.remove(0).spans.remove(0);
    // What the example leaves open: the span's own id is chosen by whoever makes it, and flags are newer.
    ours.span_id.clone_from(&theirs.span_id);
    ours.flags = 0;
    assert_eq!(ours, *theirs);
}

#[test]
fn values_of_the_resource_are_all_there() {
    let (json, protobuf) = encoded(|| Span::builder("x").start().finish());
    let (json, protobuf) = (read(&json), request(&protobuf));
    let attributes = &json.resource_spans[0].resource.as_ref().unwrap().attributes;
    assert_eq!(*attribute(attributes, "service.name"), text("shop"));
    assert_eq!(json.resource_spans[0].resource, protobuf.resource_spans[0].resource);
    assert_eq!(json.resource_spans[0].scope_spans[0].scope, protobuf.resource_spans[0].scope_spans[0].scope);
}

#[test]
fn numbers_and_bytes_arrive_as_they_were() {
    let (json, _) = encoded(everything);
    let request = read(&json);
    let attributes = &request.resource_spans[0].scope_spans[0].spans[0].attributes;
    assert_eq!(*attribute(attributes, "tiny"), DoubleValue(5e-324));
    assert_eq!(*attribute(attributes, "raw"), BytesValue(vec![0, 127, 128, 255]));
    let ArrayValue(list) = attribute(attributes, "list") else { panic!("a list") };
    assert_eq!(list.values[0], any(text("a\t")));
}

#[test]
fn requests_in_json_say_that_they_are() {
    let server = Server::start([ok()]);
    let mut exporter = Exporter::builder().endpoint(&server.url).protocol(Protocol::HttpJson).build().unwrap();
    with_spans(3, move |batch| exporter.export(batch)).unwrap();
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(request.line, "POST /v1/traces HTTP/1.1");
    assert_eq!(request.headers["content-type"], "application/json");
    assert_eq!(read(&request.body).resource_spans[0].scope_spans[0].spans.len(), 3);
}

#[test]
fn a_large_batch_in_json_is_sent_in_parts() {
    const LIMIT: usize = 2000;
    let server = Server::start((0..100).map(|_| ok()));
    let builder = Exporter::builder().endpoint(&server.url).protocol(Protocol::HttpJson).max_request_bytes(LIMIT);
    let mut exporter = builder.build().unwrap();
    with_spans(50, move |batch| exporter.export(batch)).unwrap();
    let requests = server.requests();
    assert!(requests.len() > 5 && requests.iter().all(|request| request.body.len() <= LIMIT));
    let spans = |body: &[u8]| read(body).resource_spans[0].scope_spans[0].spans.len();
    assert_eq!(requests.iter().map(|request| spans(&request.body)).sum::<usize>(), 50);
}

#[test]
fn a_partial_success_in_json_is_counted() {
    let partial_success = Some(ExportTracePartialSuccess { rejected_spans: 2, error_message: "too old".into() });
    let body = serde_json::to_vec(&ExportTraceServiceResponse { partial_success }).unwrap();
    let server = Server::start([Step::Answer(answer("200 OK", "Content-Type: application/json\r\n", &body))]);
    let mut exporter = Exporter::builder().endpoint(&server.url).protocol(Protocol::HttpJson).build().unwrap();
    let result = with_spans(3, move |batch| exporter.export(batch));
    assert_eq!(result, Err(ExportError::partial(2, "too old")));
}
