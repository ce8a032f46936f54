//! Attributes, events, status, links and times.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use opentelemetry::{
    Array, InstrumentationScope, KeyValue, StringValue, Value as Theirs,
    trace::{
        Event, Link, Span, SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState, Tracer,
        TracerProvider,
    },
};
use traced::{Kind, Outcome, ReferenceKind, SpanData, Value, testing::capture};
use traced_opentelemetry::provider;

use crate::{failed::Failed, support::tracer};

fn fields(span: &SpanData, event: &str) -> Vec<(String, String)> {
    let log = span.log(event).unwrap_or_else(|| panic!("no log {event} in {:?}", span.logs));
    log.fields.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn attributes_keep_their_types() {
    let text = |text: &'static str| StringValue::from(text);
    let run = capture(|| {
        let mut span = tracer().start("types");
        span.set_attribute(KeyValue::new("bool", true));
        span.set_attribute(KeyValue::new("i64", i64::MIN));
        span.set_attributes([KeyValue::new("f64", 2.5), KeyValue::new("text", "text")]);
        span.set_attribute(KeyValue::new(format!("owned {}", 1), format!("text {}", 2)));
        span.set_attribute(KeyValue::new("bools", Theirs::Array(Array::Bool(vec![true, false]))));
        span.set_attribute(KeyValue::new("i64s", Theirs::Array(Array::I64(vec![1, -2]))));
        span.set_attribute(KeyValue::new("f64s", Theirs::Array(Array::F64(vec![0.5]))));
        span.set_attribute(KeyValue::new("texts", Theirs::Array(Array::String(vec![text("a"), text("b")]))));
        span.set_attribute(KeyValue::new("twice", 1));
        span.set_attribute(KeyValue::new("twice", "last"));
    });
    let expected = [
        ("bool", Value::Bool(true)),
        ("i64", Value::I64(i64::MIN)),
        ("f64", Value::F64(2.5)),
        ("text", "text".into()),
        ("owned 1", "text 2".into()),
        ("bools", Value::List(vec![true.into(), false.into()])),
        ("i64s", Value::List(vec![Value::I64(1), Value::I64(-2)])),
        ("f64s", Value::List(vec![Value::F64(0.5)])),
        ("texts", Value::List(vec!["a".into(), "b".into()])),
        ("twice", "last".into()),
    ];
    let span = run.span("types");
    for (key, value) in &expected {
        assert_eq!(span.tag(key), Some(value), "{key}");
    }
    assert_eq!(span.tags.len(), expected.len(), "{:?}", span.tags);
}

#[test]
fn text_behind_names_of_credentials_is_redacted() {
    let attributes = || {
        [KeyValue::new("api_key", "k-1"), KeyValue::new("gen_ai.usage.output_tokens", 7), KeyValue::new("user", "jo")]
    };
    let run = capture(|| {
        let mut span = tracer().span_builder("span").with_attributes(attributes()).start(&tracer());
        span.add_event("told", attributes().to_vec());
        drop(
            provider()
                .redact(false)
                .tracer("")
                .span_builder("asked")
                .with_attributes(attributes())
                .start(&provider().redact(false).tracer("")),
        );
    });
    let span = run.span("span");
    assert_eq!((span.tag("api_key"), span.tag("user")), (Some(&"[redacted]".into()), Some(&"jo".into())));
    // A count of tokens is no token.
    assert_eq!(span.tag("gen_ai.usage.output_tokens"), Some(&Value::I64(7)));
    let expected = [("event", "told"), ("api_key", "[redacted]"), ("gen_ai.usage.output_tokens", "7"), ("user", "jo")];
    assert_eq!(fields(span, "told"), pairs(&expected));
    assert_eq!(run.span("asked").tag("api_key"), Some(&"k-1".into()));
}

#[test]
fn events_are_logs_at_their_times() {
    let time = UNIX_EPOCH + Duration::from_nanos(1_700_000_000_123_456_789);
    let run = capture(|| {
        let mut span = tracer()
            .span_builder("span")
            .with_events(vec![Event::new("at the start", time, vec![KeyValue::new("k", 1)], 0)])
            .start(&tracer());
        span.add_event("now", vec![KeyValue::new("event", "kept")]);
        span.add_event_with_timestamp("then", time, vec![]);
    });
    let span = run.span("span");
    assert_eq!(fields(span, "at the start"), pairs(&[("event", "at the start"), ("k", "1")]));
    assert_eq!(fields(span, "now"), pairs(&[("event", "now"), ("event.name", "kept")]));
    for event in ["at the start", "then"] {
        assert_eq!(span.log(event).unwrap().time, time);
    }
    let now = span.log("now").unwrap().time;
    assert!(now >= span.start && now <= span.end);
}

/// OpenTelemetry, "Exceptions": the event's name and its attributes. To record one does not set the status.
#[test]
fn exceptions_are_logs_of_errors_and_do_not_fail_the_span() {
    let error = Failed::of(&["outer", "middle", "inner"]);
    let run = capture(|| {
        let mut span = tracer().start("event");
        let attributes =
            [("exception.type", "Failed"), ("exception.message", "outer"), ("exception.stacktrace", "at"), ("k", "v")];
        span.add_event("exception", attributes.map(|(key, value)| KeyValue::new(key, value)).to_vec());
        // Through the global provider the API makes an event of it itself.
        let mut boxed = tracer().start("boxed");
        boxed.record_error(&error);
        let mut own = provider().tracer("").start("own");
        own.record_error(&error);
    });
    let expected = [("event", "error"), ("error.kind", "Failed"), ("message", "outer"), ("stack", "at"), ("k", "v")];
    assert_eq!(fields(run.span("event"), "error"), pairs(&expected));
    assert_eq!(fields(run.span("boxed"), "error"), pairs(&[("event", "error"), ("message", "outer")]));
    let expected = [("event", "error"), ("message", "outer"), ("error.chain", "[middle, inner]")];
    assert_eq!(fields(run.span("own"), "error"), pairs(&expected));
    assert!(run.spans().iter().all(|span| span.outcome == Outcome::Returned));
}

/// OpenTelemetry, Tracing API, "Set Status": `Ok` is final, `Unset` is ignored, of two errors the last counts.
#[test]
fn the_status_is_the_outcome() {
    let error = |text: &'static str| Status::error(text);
    let cases: [(&str, Vec<Status>, Option<&str>); 6] = [
        ("unset", vec![], None),
        ("error", vec![error("no disk")], Some("no disk")),
        ("two", vec![error("no disk"), error("a disk")], Some("a disk")),
        ("taken back", vec![error("no disk"), Status::Ok], None),
        ("final", vec![Status::Ok, error("no disk")], None),
        ("not unset", vec![error("no disk"), Status::Unset], Some("no disk")),
    ];
    let run = capture(|| {
        for (name, statuses, _) in &cases {
            let mut span = tracer().start(*name);
            statuses.iter().for_each(|status| span.set_status(status.clone()));
            span.end();
        }
        tracer().start("no words").set_status(error(""));
    });
    for (name, _, message) in cases {
        let span = run.span(name);
        assert_eq!(span.outcome.is_error(), message.is_some(), "{name}");
        let found = span.log("error").and_then(|log| log.field("message")).map(ToString::to_string);
        assert_eq!(found.as_deref(), message, "{name}");
    }
    let span = run.span("no words");
    assert_eq!((span.outcome, span.logs.len()), (Outcome::Errored, 0));
}

#[test]
fn kinds_and_names() {
    let kinds = [
        (SpanKind::Client, Kind::Client),
        (SpanKind::Server, Kind::Server),
        (SpanKind::Producer, Kind::Producer),
        (SpanKind::Consumer, Kind::Consumer),
        (SpanKind::Internal, Kind::Internal),
    ];
    let run = capture(|| {
        for (theirs, _) in &kinds {
            let mut span = tracer().span_builder("before").with_kind(theirs.clone()).start(&tracer());
            span.update_name(format!("{theirs:?}"));
        }
    });
    for (theirs, ours) in kinds {
        assert_eq!(run.span(&format!("{theirs:?}")).kind, ours);
    }
}

#[test]
fn links_are_references() {
    let other = |id: u64| {
        let state = TraceState::from_key_value([("rojo", "1")]).unwrap();
        SpanContext::new(TraceId::from(7_u128), SpanId::from(id), TraceFlags::SAMPLED, true, state)
    };
    let run = capture(|| {
        let links = vec![Link::with_context(other(1)), Link::new(other(2), vec![KeyValue::new("why", "retry")], 0)];
        let mut span = tracer().span_builder("span").with_links(links).start(&tracer());
        span.add_link(other(3), vec![]);
        span.add_link(SpanContext::NONE, vec![]);
    });
    let span = run.span("span");
    let seen: Vec<_> = span.references.iter().map(|r| (r.kind, r.context.span_id().number())).collect();
    assert_eq!(seen, [1, 2, 3].map(|id| (ReferenceKind::FollowsFrom, id)));
    let first = &span.references[0].context;
    assert_eq!((first.trace_id().number(), first.trace_flags(), first.is_remote()), (7, 1, true));
    assert_eq!(first.trace_state(), Some("rojo=1"));
    let ids = [("trace_id", "00000000000000000000000000000007"), ("span_id", "0000000000000002")];
    assert_eq!(fields(span, "link"), pairs(&[("event", "link"), ("why", "retry"), ids[0], ids[1]]));
    assert_eq!(span.parent_id, None);
}

#[test]
fn a_span_that_only_has_links_begins_a_trace_of_its_own_below_what_is_current() {
    let run = capture(|| {
        let _ours = traced::span!("ours");
        let cause =
            SpanContext::new(TraceId::from(7_u128), SpanId::from(1), TraceFlags::SAMPLED, true, TraceState::NONE);
        drop(tracer().span_builder("theirs").with_links(vec![Link::with_context(cause)]).start(&tracer()));
    });
    assert_eq!(run.tree(), "ours\n  theirs\n");
}

#[test]
fn times_that_are_given() {
    let [start, end] = [1_700_000_000, 1_700_000_001].map(|seconds| UNIX_EPOCH + Duration::from_secs(seconds));
    let run = capture(|| {
        let mut span = tracer().span_builder("given").with_start_time(start).start(&tracer());
        span.end_with_timestamp(end);
        let mut span = tracer().start("ended");
        span.end();
        span.set_attribute(KeyValue::new("late", true));
        assert!(!span.is_recording());
    });
    let span = run.span("given");
    assert_eq!((span.start, span.end), (start, end));
    let span = run.span("ended");
    assert!(span.start <= span.end && span.end <= SystemTime::now() && span.tags.is_empty());
}

#[test]
fn the_library_is_the_target() {
    let run = capture(|| {
        let scope = InstrumentationScope::builder("library").with_version("1.2").build();
        drop(provider().tracer_with_scope(scope).start("span"));
    });
    assert_eq!(run.tree(), "span target=library target.version=1.2\n");
}
