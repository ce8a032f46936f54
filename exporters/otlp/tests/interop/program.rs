//! A program that records at least one of everything.

use std::{
    error::Error,
    fmt,
    panic::catch_unwind,
    task::{Context, Waker},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use traced_runtime::{Kind, Span, SpanContext, SpanId, TraceId, Value, private as p};

static CALL: p::Callsite = p::Callsite::new(p::Meta {
    name: "Shop::call",
    function: "call",
    module: "interop::program",
    file: "tests/interop/program.rs",
    line: 20,
    fields: &["n", "who"],
    kind: p::Kind::Server,
    orphan: p::Orphan::Root,
    errors: p::Errors::Chain,
    shape: p::Shape::UNKNOWN,
});
p::register!(CALL);

#[derive(Debug)]
struct NotFound(fmt::Error);

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such account")
    }
}

impl Error for NotFound {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

pub fn run() {
    calls();
    outcomes();
    by_hand();
}

/// A tree of calls, with arguments.
fn calls() {
    let _root = p::enter(&CALL);
    for n in 0..60 {
        let call = p::enter(&CALL);
        call.args(&[p::Captured::I64(n - 30), p::Captured::Str("Zoë")]);
    }
}

fn outcomes() {
    let result = p::run(
        p::enter(&CALL),
        || Err::<(), _>(NotFound(fmt::Error)),
        |result, seen| {
            use p::outcome::*;
            seen.outcome((&&&&&&Outcome(result)).__traced_failure());
        },
    );
    result.unwrap_err();
    let panic = catch_unwind(|| {
        let _call = p::enter(&CALL);
        panic!("boom");
    });
    panic.unwrap_err();
    let pending = || p::future::<(), _, _>(&CALL, std::future::pending(), p::ignore);
    drop(pending());
    let mut polled = Box::pin(pending());
    assert!(polled.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
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
