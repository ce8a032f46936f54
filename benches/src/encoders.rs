//! What it costs to write spans down, in each of our formats: `cargo run --release -p traced-benches --bin encoders`.
//!
//! All encoders take turns with the same batch, on the exporter's thread where they belong; figures are medians.

use std::hint::black_box;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use traced::export::{Batch, ExportError, Exporter};
use traced::traced;
use traced_benches::bursts::per;
use traced_benches::clocks::thread_cpu;
use traced_benches::stats::median;
use traced_benches::table::{Table, number};
use traced_encode::{OtlpJson, OtlpProtobuf};
use traced_jaeger::{BinaryEncoder as JaegerBinary, CompactEncoder as JaegerCompact};
use traced_xray::Encoder as XRay;
use traced_zipkin::Encoder as Zipkin;

const ROUNDS: usize = 7;
const SPANS: u64 = 1024;

#[inline(never)]
#[traced(skip_all)]
fn bare() {
    black_box(());
}

#[inline(never)]
#[traced]
fn arguments(id: u64, name: &str) {
    black_box((id, name));
}

#[inline(never)]
#[traced(kind = client, tags("peer.service" = "stock", "server.address" = "stock.example", "server.port" = 8080_u64))]
fn client(id: u64) {
    black_box(id);
}

#[inline(never)]
#[traced]
fn fails(id: u64) -> Result<u64, std::num::ParseIntError> {
    "x".parse::<u64>().map(|n| n + id)
}

#[inline(never)]
#[traced(skip_all)]
fn logs() {
    traced::current().log([("event", traced::Value::from("cache-miss")), ("age", traced::Value::from(30))]);
}

/// Makes this many spans below a root.
#[traced(skip_all)]
fn below_a_root(span: fn(u64)) {
    (1..SPANS).for_each(span);
}

/// What a span is like, and how one is made.
type Shape = (&'static str, fn(u64));

fn shapes() -> Vec<Shape> {
    vec![
        ("bare", |_| bare()),
        ("two arguments", |n| arguments(n, "espresso")),
        ("text with escapes", |n| arguments(n, "Zoë said \"no\"\nand left")),
        ("client, three tags of its peer", client),
        ("error", |n| drop(black_box(fails(n)))),
        ("a log", |_| logs()),
    ]
}

/// One format: nanoseconds a span in each round, and bytes a span.
type Figures = (Vec<f64>, usize);

/// Measures every batch that it is given.
struct Measure {
    budget: Duration,
    protobuf: OtlpProtobuf,
    json: OtlpJson,
    zipkin: Zipkin,
    compact: JaegerCompact,
    binary: JaegerBinary,
    xray: XRay,
    results: Sender<[Figures; 6]>,
}

impl Exporter for Measure {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let mut figures = [(); 6].map(|()| Figures::default());
        let Self { budget, protobuf, json, zipkin, compact, binary, xray, results } = self;
        // The first round warms up.
        for round in 0..=ROUNDS {
            let mut encoders: [&mut dyn FnMut() -> usize; 6] = [
                &mut || protobuf.encode(batch).len(),
                &mut || json.encode(batch).len(),
                &mut || zipkin.encode(batch).len(),
                &mut || compact.encode(batch).len(),
                &mut || binary.encode(batch).len(),
                &mut || xray.encode(batch).len(),
            ];
            for (encoder, figures) in encoders.iter_mut().zip(&mut figures) {
                let start = thread_cpu();
                let (mut used, mut spans) = (Duration::ZERO, 0);
                while used < *budget {
                    figures.1 = black_box(encoder()) / batch.len();
                    spans += batch.len() as u64;
                    used = thread_cpu().saturating_sub(start);
                }
                figures.0.extend((round > 0).then(|| per(used, spans)));
            }
        }
        results.send(figures).map_err(|_| ExportError::reject("nobody waits for the figures"))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let (results, figures) = channel();
    let measure = Measure {
        budget: Duration::from_millis(if quick { 1 } else { 100 }),
        protobuf: OtlpProtobuf::new(),
        json: OtlpJson::new(),
        zipkin: Zipkin::new(),
        compact: JaegerCompact::new(),
        binary: JaegerBinary::new(),
        xray: XRay::new(),
        results,
    };
    // A flush, and nothing else, makes a batch.
    let never = Duration::from_hours(24);
    let installed = traced::builder().service("bench").flush_interval(never).exporter(measure).install()?;
    let head = [
        "ns a span (bytes)",
        "OTLP",
        "OTLP-JSON",
        "Zipkin",
        "Jaeger UDP",
        "Jaeger HTTP",
        "X-Ray",
        "OTLP-JSON / OTLP",
        "Zipkin / OTLP",
        "Jaeger UDP / OTLP",
        "Jaeger HTTP / OTLP",
        "X-Ray / OTLP",
    ];
    let mut table = Table::new(&head);
    for (name, span) in shapes() {
        below_a_root(span);
        installed.flush(Duration::from_mins(1))?;
        let figures = figures.try_recv()?;
        let nanos = figures.each_ref().map(|(rounds, _)| median(rounds).unwrap_or(0.0));
        let cell = |format: usize| format!("{} ({})", number(nanos[format]), figures[format].1);
        let over = |format: usize| number(nanos[format] / nanos[0]);
        let cells = (0..6).map(cell).chain((1..6).map(over));
        table.row(std::iter::once(name.to_owned()).chain(cells).collect());
    }
    print!("{table}");
    Ok(())
}
