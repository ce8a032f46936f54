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
    module: "xray::program",
    file: "tests/it/program.rs",
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
        f.write_str("no such \"account\"\n")
    }
}

impl Error for NotFound {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

/// The trace of a caller with ids of 128 bits, of one with ids of 64, and of one whose halves are the numbers with a sign next to 0 and to
/// the end.
const TRACES: [u128; 3] =
    [0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c, 0xb2c0_ffee_0000_0001, 0x8000_0000_0000_0000_ffff_ffff_ffff_ffff];

pub fn run() {
    calls();
    outcomes();
    TRACES.iter().for_each(|trace| by_hand(TraceId::new(*trace)));
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

/// What tags say of a peer, in all the ways that there are.
const PEERS: [&[(&str, &str)]; 8] = [
    &[],
    &[("peer.service", "Stock"), ("server.address", "stock.example"), ("server.port", "8080")],
    &[("net.peer.name", "db.example"), ("net.peer.port", "5432"), ("db.name", "orders")],
    &[("network.peer.address", "2001:db8::7"), ("network.peer.port", "443")],
    &[("peer.hostname", "old.example"), ("peer.ipv4", "192.0.2.7"), ("peer.port", "9042")],
    &[("client.address", "198.51.100.9"), ("client.port", "50000")],
    &[("net.sock.peer.addr", "203.0.113.1"), ("net.sock.peer.port", "1")],
    &[("db.name", "orders")],
];

fn by_hand(trace: TraceId) {
    let parent = SpanContext::new(trace, SpanId::new(7), true).remote().with_trace_state("vendor=1");
    let cause = SpanContext::new(TraceId::new(9), SpanId::new(10), false).with_trace_state("x=y");
    let at = |nanos: u64| -> SystemTime { UNIX_EPOCH + Duration::from_nanos(1_700_000_000_123_456_789 + nanos) };
    for kind in [Kind::Internal, Kind::Client, Kind::Server, Kind::Producer, Kind::Consumer] {
        for (peer, nanos) in PEERS.iter().zip([0, 1, 999, 1000, 1234, 1999, 1_000_000, 3_600_000_000_000]) {
            let mut builder = Span::builder("by hand")
                .child_of(&parent)
                .follows_from(&cause)
                .kind(kind)
                .start_time(at(0))
                .tag("flag", false)
                .tag("small", -1)
                .tag("largest", i64::MAX)
                .tag("beyond", u64::MAX)
                .tag("ratio", 0.1)
                .tag("not.a.number", f64::NAN)
                .tag("text", "Zoë \"quoted\" \\ \n\t\u{1}\u{1f}\u{7f}\u{2028}\u{1f980}")
                .tag("clé \"\u{2}\"", "key")
                .tag("empty", "")
                .tag("raw", vec![0_u8, 127, 128, 255])
                .tag("list", vec![Value::from("a \"b\""), Value::from(true), Value::from(2), Value::from(0.5)]);
            for (key, value) in *peer {
                builder = builder.tag(*key, *value);
            }
            let span = builder.start();
            span.set_name("renamed");
            span.log_at(
                at(1),
                [("event", Value::from("cache-miss")), ("key", Value::from("k\n")), ("n", Value::from(1))],
            );
            span.log_at(at(2_500), [("progress", 0.5)]);
            span.log_at(at(3_500), [("event", "alone \"quoted\"")]);
            span.finish_at(at(nanos));
        }
    }
    let failed = Span::builder("failed").child_of(&parent).start();
    failed.record_error(&NotFound(fmt::Error));
    failed.finish();
    Span::builder("said to have failed").child_of(&parent).tag("error", true).start().finish();
    Span::builder("said not to have failed").child_of(&parent).tag("error", false).start().finish();
}
