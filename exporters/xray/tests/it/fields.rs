//! Every field of a span as an independent reader reads it.

use serde_json::{Value as Json, json};
use traced_runtime::{Kind, Span, SpanContext, SpanData, SpanId, TraceId, Value, private as p};
use traced_xray::Encoder;

use crate::{
    plain, program, rules,
    tap::{SITE, with_batch},
};

/// The documents of a batch, and what was recorded.
#[track_caller]
pub fn encoded(record: impl FnOnce()) -> (Vec<Json>, Vec<SpanData>) {
    let (bytes, spans) = with_batch(record, |batch| {
        let spans = batch.spans().map(|span| span.to_data()).collect();
        (Encoder::new().encode(batch).to_vec(), spans)
    });
    (rules::all(&bytes), spans)
}

/// The document of one span.
#[track_caller]
pub fn one(record: impl FnOnce()) -> Json {
    let (mut documents, _) = encoded(record);
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

/// A context of this process.
pub fn here() -> SpanContext {
    SpanContext::new(TraceId::new(0x5840_6520_a006_6491_27e3_7190_3a2d_e979), SpanId::new(0x53_995c), true)
}

fn process() -> plain::Process {
    let version = env!("CARGO_PKG_VERSION");
    plain::Process {
        service: "shop",
        resource: json!({
            "service.name": "shop",
            "telemetry.sdk.name": "traced",
            "telemetry.sdk.language": "rust",
            "telemetry.sdk.version": version,
            "service.version": "1.4.2",
        }),
        members: json!({"service": {"version": "1.4.2"}, "aws": {"xray": {"sdk": "traced for rust", "sdk_version": version}}}),
    }
}

#[test]
fn all_that_was_recorded_is_said() {
    let (documents, spans) = encoded(program::run);
    assert!(spans.len() > 180, "{}", spans.len());
    assert_eq!(documents.len(), spans.len());
    for (found, span) in documents.into_iter().zip(&spans) {
        assert_eq!(plain::named(found), plain::document(span, &process()), "{span:#?}");
    }
}

#[test]
fn what_begins_in_this_process_is_a_segment() {
    let caller = here().remote();
    for (parent, kind, is_segment) in [
        (None, Kind::Internal, true),
        (None, Kind::Client, true),
        (Some(&caller), Kind::Internal, true),
        (Some(&caller), Kind::Server, true),
        (Some(&here()), Kind::Server, true),
        (Some(&here()), Kind::Consumer, true),
        (Some(&here()), Kind::Internal, false),
        (Some(&here()), Kind::Client, false),
        (Some(&here()), Kind::Producer, false),
    ] {
        let found = one(|| {
            let builder = Span::builder("work").kind(kind);
            let builder = if let Some(parent) = parent { builder.child_of(parent) } else { builder.root() };
            builder.start().finish();
        });
        assert_eq!(found["type"] == "subsegment", !is_segment, "{found:#}");
        assert_eq!(found["name"], if is_segment { "shop" } else { "work" });
        assert_eq!(found["annotations"]["operation"], if is_segment { json!("work") } else { Json::Null });
        assert_eq!(found["metadata"]["resource"].is_null(), !is_segment);
        assert_eq!(found["parent_id"], parent.map_or(Json::Null, |_| "000000000053995c".into()));
        let namespace = if is_segment || kind != Kind::Client { Json::Null } else { "remote".into() };
        assert_eq!(found["namespace"], namespace);
    }
}

#[test]
fn a_call_in_a_call_is_a_subsegment_of_it() {
    let (documents, _) = encoded(|| {
        let _outer = p::enter(&SITE);
        drop(p::enter(&SITE));
    });
    let (inner, outer): (Vec<_>, Vec<_>) = documents.iter().partition(|found| found["type"] == "subsegment");
    assert_eq!((inner.len(), outer.len()), (1, 1));
    assert_eq!(inner[0]["parent_id"], outer[0]["id"]);
    assert_eq!(inner[0]["trace_id"], outer[0]["trace_id"]);
    assert_eq!(inner[0]["name"], "Shop::numbered");
    assert_eq!(outer[0]["annotations"]["operation"], "Shop::numbered");
    assert_eq!(
        inner[0]["metadata"]["traced"],
        json!({
            "code.function.name": "shop::orders::Shop::numbered", "code.file.path": "src/orders.rs", "code.line.number": 42,
        })
    );
}

/// X-Ray Developer Guide, "Segment documents", Required segment fields: `1480615200.010` is a time, and so are more digits.
#[test]
fn times_have_all_their_digits() {
    use std::time::{Duration, UNIX_EPOCH};
    let bytes = with_batch(
        || {
            let at = |nanos| UNIX_EPOCH + Duration::from_nanos(nanos);
            Span::builder("x")
                .start_time(at(1_480_615_200_010_000_001))
                .start()
                .finish_at(at(1_480_615_201_000_000_000));
        },
        |batch| Encoder::new().encode(batch).to_vec(),
    );
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("\"start_time\":1480615200.010000001,\"end_time\":1480615201.000000000,"), "{text}");
}

#[test]
fn names_are_cut_and_the_operation_is_kept() {
    let found = one(|| Span::builder("find <user>").child_of(&here()).start().finish());
    assert_eq!((&found["name"], &found["annotations"]["operation"]), (&json!("find user"), &json!("find <user>")));
    let long = "x".repeat(300);
    let found = one(|| Span::builder(long.clone()).child_of(&here()).start().finish());
    assert_eq!((&found["name"], &found["annotations"]["operation"]), (&json!(long[..200]), &json!(long)));
    let found = one(|| Span::builder("!").child_of(&here()).start().finish());
    assert_eq!((&found["name"], &found["annotations"]["operation"]), (&json!("span"), &json!("!")));
}

#[test]
fn annotations_are_plain_and_no_more_than_fifty() {
    let found = one(|| {
        let mut builder = Span::builder("x").child_of(&here());
        for n in 0..60 {
            builder = builder.tag(format!("tag-{n}"), n);
        }
        builder.start().finish();
    });
    let annotations = found["annotations"].as_object().unwrap();
    assert_eq!(annotations.len(), 50);
    assert!((0..50).all(|n| annotations[&format!("tag_{n}")] == n));
    let rest = found["metadata"]["default"].as_object().unwrap();
    assert_eq!(rest.len(), 10);
    assert!((50..60).all(|n| rest[&format!("tag-{n}")] == n));
}

#[test]
fn what_cannot_be_an_annotation_is_metadata() {
    let long = "é".repeat(600);
    let longer = "x".repeat(1001);
    let found = one(|| {
        Span::builder("x")
            .child_of(&here())
            .tag("a.b", 1)
            .tag("a_b", 2)
            .tag("a-b", 3)
            .tag("", 4)
            .tag("long", long.clone())
            .tag("longer", longer.clone())
            .tag("list", vec![Value::from(1), Value::from("two")])
            .tag("infinite", f64::INFINITY)
            .tag("ratio", 0.25)
            .start()
            .finish();
    });
    // A value has 1024 bytes, which the runtime cuts it to.
    let cut = &long[..1022];
    let kept = found["annotations"]["long"].as_str().unwrap();
    assert!(kept.starts_with(&cut[..1000]), "{kept}");
    let annotations = json!({"a_b": 1, "long": kept, "ratio": 0.25});
    assert_eq!(found["annotations"], annotations);
    assert_eq!(
        found["metadata"]["default"],
        json!({"a_b": 2, "a-b": 3, "": 4, "longer": longer, "list": [1, "two"], "infinite": "Infinity"})
    );
}

/// X-Ray Developer Guide, "Segment documents", Optional segment fields: what `error`, `throttle` and `fault` mean.
#[test]
fn http_statuses_say_whose_mistake_it_was() {
    for (status, failed, flags) in [
        (200, false, [false, false, false]),
        (200, true, [false, false, true]),
        (399, false, [false, false, false]),
        (400, false, [true, false, false]),
        (404, true, [true, false, false]),
        (429, false, [true, true, false]),
        (499, false, [true, false, false]),
        (500, false, [false, false, true]),
        (503, true, [false, false, true]),
        (600, false, [false, false, false]),
    ] {
        for key in ["http.status_code", "http.response.status_code"] {
            let found = one(|| Span::builder("x").tag(key, status).tag("error", failed).start().finish());
            let found_flags = ["error", "throttle", "fault"].map(|flag| found[flag] == true);
            assert_eq!(found_flags, flags, "{status} {failed}");
            assert_eq!(found["http"]["response"]["status"], status);
        }
    }
}

#[test]
fn other_references_keep_their_kinds() {
    let context = |span| SpanContext::new(TraceId::new(u128::MAX), SpanId::new(span), true);
    let found = one(|| {
        let builder = Span::builder("joined").child_of(&context(1)).child_of(&context(2)).follows_from(&context(3));
        builder.start().finish();
    });
    let reference =
        |kind, span: &str| json!({"trace_id": "1-ffffffff-ffffffffffffffffffffffff", "id": span, "type": kind});
    assert_eq!(found["parent_id"], "0000000000000001");
    assert_eq!(
        found["metadata"]["traced"]["references"],
        json!([reference("child_of", "0000000000000002"), reference("follows_from", "0000000000000003")])
    );
}

#[test]
fn errors_are_exceptions_and_their_logs_say_the_rest() {
    let found = one(|| {
        let span = Span::builder("x").child_of(&here()).kind(Kind::Client).start();
        span.log([
            ("event", Value::from("error")),
            ("error.kind", "io::Error".into()),
            ("message", "connection reset".into()),
            ("attempt", 3.into()),
            ("stack", "   0: shop::call\n             at src/call.rs:12:5\n   1: main".into()),
        ]);
        span.log([("event", "retry"), ("event", "retry"), ("why", "reset"), ("why", "timeout")]);
        span.finish();
    });
    let exception = &found["cause"]["exceptions"][0];
    assert_eq!(exception["type"], "io::Error");
    assert_eq!(exception["message"], "connection reset");
    assert_eq!(exception["remote"], true);
    assert_eq!(
        exception["stack"],
        json!([{"label": "shop::call", "path": "src/call.rs", "line": 12}, {"label": "main"}])
    );
    let logs = &found["metadata"]["traced"]["logs"];
    assert_eq!(logs[0]["exception"], exception["id"]);
    assert_eq!(logs[0]["fields"], json!({"attempt": 3}));
    // Of a key that was given twice the last value.
    assert_eq!(logs[1]["fields"], json!({"event": "retry", "why": "timeout"}));
}

#[test]
fn what_limits_cut_off_is_counted() {
    let found = one(program::cut);
    let own = &found["metadata"]["traced"];
    // 128 of each are kept.
    assert_eq!((&own["dropped_tags"], &own["dropped_logs"]), (&json!(72), &json!(72)));
    assert_eq!(own["logs"].as_array().unwrap().len(), 128);
    let tags =
        found["annotations"].as_object().unwrap().len() + found["metadata"]["default"].as_object().unwrap().len();
    // One of them is the operation.
    assert_eq!(tags, 129);
}
