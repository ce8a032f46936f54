//! Any spans.

use std::time::{Duration, UNIX_EPOCH};

use proptest::{collection::vec, prelude::*};
use traced_runtime::{Kind, Span, SpanContext, SpanId, TraceId, Value};

/// Tags, or the fields of a log.
pub type Fields = Vec<(String, Value)>;

/// What is to be recorded of a span.
#[derive(Debug)]
pub struct Recorded {
    name: String,
    ids: (u128, u64),
    remote: bool,
    kind: usize,
    times: (u64, u64),
    tags: Fields,
    logs: Vec<(u64, Fields)>,
}

/// Any value but a list.
pub fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        vec(any::<u8>(), 0..300).prop_map(Value::from),
    ]
}

/// Any span with such tags and such logs.
pub fn recorded(
    tags: impl Strategy<Value = Fields>,
    log: impl Strategy<Value = Fields>,
) -> impl Strategy<Value = Recorded> {
    let ids = (1..=u128::MAX, 1..=u64::MAX);
    let times = (0..1_u64 << 62, 0..1_u64 << 60);
    let logs = vec((0..1_u64 << 62, log), 0..20);
    (any::<String>(), ids, any::<bool>(), 0..5_usize, times, tags, logs).prop_map(
        |(name, ids, remote, kind, times, tags, logs)| Recorded { name, ids, remote, kind, times, tags, logs },
    )
}

/// Records it.
pub fn record(span: Recorded) {
    let at = |nanos| UNIX_EPOCH + Duration::from_nanos(nanos);
    let kind = [Kind::Internal, Kind::Client, Kind::Server, Kind::Producer, Kind::Consumer][span.kind];
    let parent = SpanContext::new(TraceId::new(span.ids.0), SpanId::new(span.ids.1), true);
    let parent = if span.remote { parent.remote() } else { parent };
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
