//! Every field of a span as an independent reader reads it, from both protocols.

use serde_json::{Value as Json, json};
use traced_jaeger::{BinaryEncoder, CompactEncoder};
use traced_runtime::{Span, SpanContext, SpanData, SpanId, TraceId, Value, private as p};

use crate::{
    decode, plain, program,
    tap::{SITE, with_batch},
};

/// Both ways of writing a batch down, decoded and found to be the same, and what was recorded.
#[track_caller]
pub fn encoded(record: impl FnOnce()) -> (Json, Vec<SpanData>) {
    let (call, body, spans) = with_batch(record, |batch| {
        let spans = batch.spans().map(|span| span.to_data()).collect();
        (CompactEncoder::new().encode(batch).to_vec(), BinaryEncoder::new().encode(batch).to_vec(), spans)
    });
    let (_, batch) = decode::datagram(&call);
    assert_eq!(decode::body(&body), batch);
    (plain::sorted(batch), spans)
}

/// That a batch is what was recorded.
#[track_caller]
pub fn same(batch: &Json, spans: &[SpanData]) {
    let version = env!("CARGO_PKG_VERSION");
    let resource = [
        ("telemetry.sdk.name", "traced"),
        ("telemetry.sdk.language", "rust"),
        ("telemetry.sdk.version", version),
        ("service.version", "1.4.2"),
    ];
    assert_eq!(batch["process"], plain::process("shop", &resource));
    let list = batch["spans"].as_array().unwrap();
    assert_eq!(list.len(), spans.len());
    for (found, span) in list.iter().zip(spans) {
        assert_eq!(*found, plain::span(span), "{span:#?}");
    }
}

fn tag<'a>(span: &'a Json, key: &str) -> &'a Json {
    span["tags"].as_array().unwrap().iter().find(|tag| tag["key"] == key).unwrap_or(&Json::Null)
}

#[test]
fn all_that_was_recorded_is_said() {
    let (batch, spans) = encoded(program::run);
    assert!(spans.len() > 180, "{}", spans.len());
    same(&batch, &spans);
}

/// What Jaeger's own clients send: `82 81`, the number, the name's length and the name; then two structs, each the first field.
#[test]
fn a_datagram_begins_like_those_of_jaegers_clients() {
    let call = with_batch(|| Span::builder("x").start().finish(), |batch| CompactEncoder::new().encode(batch).to_vec());
    assert_eq!(call[..17], *b"\x82\x81\x00\x09emitBatch\x1c\x1c\x18\x04");
    assert_eq!(call[17..21], *b"shop");
}

#[test]
fn a_call_says_where_in_the_code_it_is() {
    let (batch, _) = encoded(|| drop(p::enter(&SITE)));
    let span = &batch["spans"][0];
    assert_eq!(span["operationName"], "Shop::numbered");
    assert_eq!(span["parentSpanId"], 0);
    assert_eq!(
        *tag(span, "code.function.name"),
        plain::tag("code.function.name", &"shop::orders::Shop::numbered".into())
    );
    assert_eq!(*tag(span, "code.line.number"), plain::tag("code.line.number", &Value::from(42)));
    assert_eq!(*tag(span, "span.kind"), Json::Null);
}

#[test]
fn other_references_keep_their_kinds() {
    let context = |span| SpanContext::new(TraceId::new(u128::MAX), SpanId::new(span), true);
    let (batch, spans) = encoded(|| {
        let builder =
            Span::builder("joined").child_of(&context(1)).child_of(&context(2)).follows_from(&context(u64::MAX));
        builder.start().finish();
    });
    same(&batch, &spans);
    let reference = |kind, span| json!({"refType": kind, "traceIdLow": -1, "traceIdHigh": -1, "spanId": span});
    let span = &batch["spans"][0];
    assert_eq!(span["parentSpanId"], 1);
    assert_eq!(span["references"], json!([reference(0, 2), reference(1, -1)]));
}

#[test]
fn only_w3cs_first_flag_is_jaegers() {
    let parent = SpanContext::new(TraceId::new(1), SpanId::new(2), true).with_trace_flags(3);
    let (batch, _) = encoded(|| Span::builder("x").child_of(&parent).start().finish());
    assert_eq!(batch["spans"][0]["flags"], 1);
}

#[test]
fn what_limits_cut_off_is_counted() {
    let (batch, _) = encoded(program::cut);
    let span = &batch["spans"][0];
    // 128 of each are kept.
    for key in ["otel.dropped_attributes_count", "otel.dropped_events_count"] {
        assert_eq!(*tag(span, key), plain::tag(key, &Value::from(72)));
    }
    assert_eq!(span["logs"].as_array().unwrap().len(), 128);
    assert_eq!(*tag(span, "span.kind"), plain::tag("span.kind", &"client".into()));
}

#[test]
fn no_tag_is_there_twice() {
    let (batch, _) = encoded(|| {
        let span = Span::builder("x").tag("otel.scope.name", "mine").tag("otel.status_description", "mine");
        span.tag("traced.outcome", "mine").start().finish();
    });
    let span = &batch["spans"][0];
    assert_eq!(*tag(span, "otel.scope.name"), plain::tag("otel.scope.name", &"traced".into()));
    assert_eq!(tag(span, "otel.dropped_attributes_count")["vLong"], 3);
}
