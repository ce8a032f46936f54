//! A program that records at least one of everything.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use traced_runtime::{Kind, Span, SpanContext, SpanId, TraceId, Value};

use crate::calls::{self, NotFound};

pub fn run() {
    calls::run();
    by_hand();
}

fn by_hand() {
    let parent = SpanContext::new(TraceId::new(0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c), SpanId::new(7), true)
        .remote()
        .with_trace_state("vendor=1");
    let cause = SpanContext::new(TraceId::new(9), SpanId::new(10), false).with_trace_state("x=y");
    let at = |nanos: u64| -> SystemTime { UNIX_EPOCH + Duration::from_nanos(1_700_000_000_123_456_789 + nanos) };
    for kind in [Kind::Internal, Kind::Client, Kind::Server, Kind::Producer, Kind::Consumer] {
        let span = Span::builder("by hand")
            .child_of(&parent)
            .follows_from(&cause)
            .kind(kind)
            .start_time(at(0))
            .tag("flag", false)
            .tag("small", -1)
            .tag("largest", i64::MAX)
            .tag("beyond", u64::MAX)
            .tag("ratio", 0.1)
            .tag("text", "Zoë \"quoted\"\n\u{1f980}")
            .tag("empty", "")
            .tag("raw", vec![0_u8, 127, 128, 255])
            .tag("list", vec![Value::from("a"), Value::from(true), Value::from(2)])
            .start();
        span.set_name("renamed");
        span.log_at(at(1), [("event", Value::from("cache-miss")), ("key", Value::from("k"))]);
        span.log_at(at(2), [("progress", 0.5)]);
        span.finish_at(at(1_000_000));
    }
    let failed = Span::builder("failed").root().start();
    failed.record_error(&NotFound(fmt::Error));
    failed.finish();
}
