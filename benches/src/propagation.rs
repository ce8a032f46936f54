//! Reading a context from headers and writing it again, here and with OpenTelemetry's propagators:
//! `cargo run --release -p traced-benches --bin propagation`.

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Duration;

use opentelemetry::propagation::{TextMapCompositePropagator, TextMapPropagator};
use opentelemetry_sdk::propagation::{BaggagePropagator, TraceContextPropagator};
use traced::Propagation;
use traced_benches::allocations::{self, Counting};
use traced_benches::bursts::{Plan, measure};
use traced_benches::stats::median;
use traced_benches::table::{Table, number};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const ROUNDS: usize = 7;
const STEPS: u32 = 64;

type Headers = HashMap<String, String>;

const TRACEPARENT: (&str, &str) = ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-03");
const TRACESTATE: (&str, &str) = ("tracestate", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
const BAGGAGE: (&str, &str) = ("baggage", "user.id=4711,tenant=caf%C3%A9%20central,session=0af7651916cd43dd;ttl=30");

/// What a request has beside them.
const OTHERS: [(&str, &str); 8] = [
    ("host", "shop.example"),
    ("accept", "*/*"),
    ("accept-encoding", "gzip"),
    ("content-type", "application/json"),
    ("content-length", "123"),
    ("user-agent", "bench"),
    ("authorization", "Bearer none"),
    ("x-request-id", "4711"),
];

fn headers(ours: &[(&str, &str)]) -> Headers {
    ours.iter().chain(&OTHERS).map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn traced(headers: &Headers) {
    let mut out = Headers::new();
    if let Ok(Some(context)) = Propagation::W3c.extract(black_box(headers)) {
        Propagation::W3c.inject(&context, &mut out);
    }
    black_box(out);
}

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let budget = Duration::from_millis(if quick { 1 } else { 100 });
    let peer = TextMapCompositePropagator::new(vec![
        Box::new(TraceContextPropagator::new()),
        Box::new(BaggagePropagator::new()),
    ]);
    let opentelemetry = |headers: &Headers| {
        let mut out = Headers::new();
        peer.inject_context(&peer.extract(black_box(headers)), &mut out);
        black_box(out);
    };
    let cases = [
        ("traceparent", headers(&[TRACEPARENT])),
        ("traceparent, three baggage members", headers(&[TRACEPARENT, BAGGAGE])),
        ("the same and tracestate", headers(&[TRACEPARENT, TRACESTATE, BAGGAGE])),
    ];
    let mut table = Table::new(&["extract and inject, W3C", "traced", "opentelemetry_sdk", "ratio"]);
    for (name, headers) in &cases {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(time(budget, || traced(headers)));
            theirs.push(time(budget, || opentelemetry(headers)));
        }
        let [ours, theirs] = [ours, theirs].map(|figures| median(&figures).unwrap_or(0.0));
        table.row(vec![format!("{name}, ns"), number(ours), number(theirs), number(ours / theirs)]);
        let [ours, theirs] = [allocated(|| traced(headers)), allocated(|| opentelemetry(headers))];
        table.row(vec!["- heap allocations".into(), number(ours), number(theirs), number(ours / theirs)]);
    }
    print!("{table}");
}

/// Nanoseconds of CPU of one step.
fn time(budget: Duration, step: impl Fn()) -> f64 {
    let plan = Plan { spans_per_unit: u64::from(STEPS), units_per_burst: 256, budget };
    measure(plan, || (0..STEPS).for_each(|_| step()), || (), || ()).thread
}

/// Heap allocations of one step.
fn allocated(step: impl Fn()) -> f64 {
    step();
    allocations::start();
    step();
    let count = allocations::so_far().thread;
    allocations::stop();
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
