//! Contexts and baggage, there and back.

use opentelemetry::{
    Context, KeyValue, StringValue,
    baggage::{BaggageExt, KeyValueMetadata},
    trace::{SpanContext as Theirs, SpanId as TheirId, TraceContextExt, TraceFlags, TraceId as TheirTrace, TraceState},
};
use proptest::prelude::*;
use traced::{Baggage, SpanContext, SpanId, TraceId};
use traced_opentelemetry::{from_baggage, from_context, from_span_context, to_baggage, to_context, to_span_context};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ids_and_flags(trace: u128, span: u64, flags: u8, remote: bool) {
        let ours = SpanContext::new(TraceId::new(trace), SpanId::new(span), false).with_trace_flags(flags);
        let ours = if remote { ours.remote() } else { ours };
        let theirs = to_span_context(&ours);
        prop_assert_eq!(theirs.trace_id(), TheirTrace::from(trace));
        prop_assert_eq!(theirs.span_id(), TheirId::from(span));
        prop_assert_eq!((theirs.trace_flags().to_u8(), theirs.is_remote()), (flags, remote));
        prop_assert_eq!(from_span_context(&theirs), ours);
    }

    #[test]
    fn entries(entries in prop::collection::btree_map("[a-z0-9.]{1,8}", ".{0,12}", 0..5)) {
        let ours: Baggage = entries.iter().collect();
        let theirs = to_baggage(&ours);
        prop_assert_eq!(theirs.len(), entries.len());
        for (key, value) in &entries {
            prop_assert_eq!(theirs.get(key).map(StringValue::as_str), Some(&**value));
        }
        prop_assert_eq!(from_baggage(&theirs), ours);
    }
}

/// W3C, level 2: the low bit says sampled, the next that the id is random.
#[test]
fn the_random_flag() {
    let theirs = Theirs::new(TheirTrace::from(1_u128), TheirId::from(2), TraceFlags::new(3), false, TraceState::NONE);
    let ours = from_span_context(&theirs);
    assert!(ours.is_sampled());
    assert_eq!((ours.trace_flags(), to_span_context(&ours)), (3, theirs));
}

#[test]
fn trace_state() {
    let ours = SpanContext::new(TraceId::new(1), SpanId::new(2), true).with_trace_state("congo=t61rcWkgMzE,rojo=00f0");
    let theirs = to_span_context(&ours);
    assert_eq!(theirs.trace_state().header(), "congo=t61rcWkgMzE,rojo=00f0");
    assert_eq!(from_span_context(&theirs).trace_state(), ours.trace_state());
    let odd = ours.with_trace_state("no members");
    assert_eq!(*to_span_context(&odd).trace_state(), TraceState::NONE);
    // What is behind it is not lost with it.
    assert_eq!(from_context(&to_context(&odd)).trace_state(), Some("no members"));
}

#[test]
fn properties_are_metadata() {
    let theirs = opentelemetry::baggage::Baggage::from_iter([
        KeyValueMetadata::new("tenant", "a", "ttl=30%20s;private; not a token=x"),
        KeyValueMetadata::new("user", "jo", ""),
    ]);
    let ours = from_baggage(&theirs);
    let properties: Vec<_> = ours.properties("tenant").collect();
    assert_eq!(properties, [("ttl", Some("30 s".into())), ("private", None)]);
    assert_eq!(ours.properties("user").count(), 0);
    let back = to_baggage(&ours);
    let (_, metadata) = back.get_with_metadata("tenant").unwrap();
    assert_eq!(metadata.as_str(), "ttl=30%20s;private");
}

#[test]
fn whole_contexts() {
    let ours = SpanContext::new(TraceId::new(1), SpanId::new(2), true)
        .with_baggage(Baggage::new().with("user", "jo").with("tenant", "a"))
        .with_debug()
        .remote();
    let theirs = to_context(&ours);
    assert_eq!(theirs.span().span_context().span_id(), TheirId::from(2));
    assert_eq!(theirs.baggage().get("user").map(StringValue::as_str), Some("jo"));
    assert_eq!(from_context(&theirs), ours);

    let changed = theirs.with_baggage([KeyValue::new("tenant", "b")]);
    let back = from_context(&changed);
    assert_eq!((back.baggage().get("tenant"), back.is_debug()), (Some("b"), true));

    // Another span in the same context is that one, and nothing of the first.
    let other = Theirs::new(TheirTrace::from(1_u128), TheirId::from(3), TraceFlags::SAMPLED, false, TraceState::NONE);
    let back = from_context(&theirs.with_remote_span_context(other));
    assert_eq!((back.span_id(), back.is_debug(), back.is_remote()), (SpanId::new(3), false, false));
    assert_eq!(from_context(&Context::new()), SpanContext::none());
}
