//! Any spans: what is read is what was recorded.

use std::time::{Duration, UNIX_EPOCH};

use proptest::{collection::vec, prelude::*};
use traced_runtime::{Kind, Span, SpanContext, SpanId, TraceId, Value};

use crate::fields::{encoded, same};

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        vec(any::<u8>(), 0..300).prop_map(Value::from),
    ]
}

fn fields() -> impl Strategy<Value = Vec<(String, Value)>> {
    // None of these names means anything to the exporter.
    vec(("[^a-z]{0,20}", value()), 0..20)
}

#[derive(Debug)]
struct Recorded {
    name: String,
    ids: (u128, u64),
    kind: usize,
    times: (u64, u64),
    tags: Vec<(String, Value)>,
    logs: Vec<(u64, Vec<(String, Value)>)>,
}

fn recorded() -> impl Strategy<Value = Recorded> {
    let times = (0..1_u64 << 62, 0..1_u64 << 60);
    let logs = vec((0..1_u64 << 62, fields()), 0..20);
    (any::<String>(), (1..=u128::MAX, 1..=u64::MAX), 0..5_usize, times, fields(), logs)
        .prop_map(|(name, ids, kind, times, tags, logs)| Recorded { name, ids, kind, times, tags, logs })
}

fn record(span: Recorded) {
    let at = |nanos| UNIX_EPOCH + Duration::from_nanos(nanos);
    let kind = [Kind::Internal, Kind::Client, Kind::Server, Kind::Producer, Kind::Consumer][span.kind];
    let parent = SpanContext::new(TraceId::new(span.ids.0), SpanId::new(span.ids.1), true);
    let mut builder = Span::builder(span.name).child_of(&parent).kind(kind).start_time(at(span.times.0));
    for (key, value) in span.tags {
        builder = builder.tag(key, value);
    }
    let open = builder.start();
    for (time, fields) in span.logs {
        open.log_at(at(time), fields);
    }
    open.finish_at(at(span.times.0 + span.times.1));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arrive_as_they_were_recorded(spans in vec(recorded(), 1..20)) {
        let (batch, data) = encoded(|| spans.into_iter().for_each(record));
        same(&batch, &data);
    }
}
