//! A program that records at least one of everything.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use traced_runtime::{Kind, Span, SpanContext, SpanId, TraceId, Value};

use crate::calls::{self, NotFound};

/// The trace of a caller with ids of 128 bits, of one with ids of 64, and of one whose halves are the numbers with a sign next to 0 and to
/// the end.
pub const TRACES: [u128; 3] =
    [0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c, 0xb2c0_ffee_0000_0001, 0x8000_0000_0000_0000_ffff_ffff_ffff_ffff];

/// Records them.
pub fn run() {
    calls::run();
    TRACES.iter().for_each(|trace| by_hand(TraceId::new(*trace)));
    let limits = Span::builder("not finite").root().tag("none", f64::NAN).tag("list", vec![Value::from(f64::NAN)]);
    limits.tag("most", f64::INFINITY).tag("least", f64::NEG_INFINITY).start().finish();
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

/// A span of more tags and logs than are kept.
pub fn cut() {
    let span = Span::builder("cut").kind(Kind::Client).start();
    for n in 0..200 {
        span.set_tag(format!("tag-{n}"), n);
        span.log([("event", "again")]);
    }
    span.finish();
}
