//! What a span of `tracing` costs through our layer, and through that of OpenTelemetry: `cargo run --release -p traced-benches --bin bridges`.
//!
//! Each step is done a hundred times below a root, for one subscriber after the other, in rounds; the table holds medians. All exporters throw
//! away what they get. The column of the registry is absolute: what `tracing` costs with nothing behind it. The others are over it.

use std::hint::black_box;
use std::time::Duration;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{BatchConfigBuilder, BatchSpanProcessor, SdkTracerProvider, SpanData, SpanExporter};
use traced::export::{Batch, ExportError, Exporter};
use traced_benches::bursts::{Plan, SPANS_IN_A_BURST, measure};
use traced_benches::stats::median;
use traced_benches::table::{Table, number};
use tracing::{Dispatch, dispatcher, info, info_span};
use tracing_subscriber::prelude::*;

const ROUNDS: usize = 7;

/// Repetitions below one root.
const TIMES: u64 = 100;

/// One step, a hundred times below a root.
macro_rules! below_a_root {
    ($step:expr) => {{
        fn root() {
            let _root = info_span!("root").entered();
            for _ in 0..TIMES {
                _ = black_box($step);
            }
        }
        root
    }};
}

fn steps() -> Vec<(&'static str, fn())> {
    vec![
        ("nothing (the loop and the root)", below_a_root!(())),
        ("span", below_a_root!(info_span!("empty"))),
        ("span, entered once", below_a_root!(drop(info_span!("empty").entered()))),
        ("span, entered ten times", below_a_root!(ten(&info_span!("empty")))),
        ("span, a `u64` and a `&str`", below_a_root!(info_span!("fields", id = black_box(7_u64), name = "espresso"))),
        ("span, a field recorded later", below_a_root!(late())),
        ("event", below_a_root!(info!("said"))),
        ("event, a `u64` and a `&str`", below_a_root!(info!(id = black_box(7_u64), name = "espresso", "said"))),
    ]
}

fn ten(span: &tracing::Span) {
    for _ in 0..10 {
        drop(span.enter());
    }
}

fn late() {
    let span = info_span!("late", rows = tracing::field::Empty);
    span.record("rows", black_box(3_u64));
}

#[derive(Debug)]
struct Discard;

impl Exporter for Discard {
    fn export(&mut self, _: &Batch<'_>) -> Result<(), ExportError> {
        Ok(())
    }
}

impl SpanExporter for Discard {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        black_box(batch);
        Ok(())
    }
}

/// A subscriber, and what brings to its exporter what has ended.
struct Contestant {
    subscriber: Dispatch,
    flush: Box<dyn Fn()>,
    /// The medians are taken of these, by step.
    thread: Vec<Vec<f64>>,
    process: Vec<Vec<f64>>,
}

impl Contestant {
    fn new(subscriber: impl Into<Dispatch>, flush: impl Fn() + 'static) -> Self {
        let figures = vec![Vec::new(); steps().len()];
        let (thread, process) = (figures.clone(), figures);
        Self { subscriber: subscriber.into(), flush: Box::new(flush), thread, process }
    }

    fn median(figures: &[Vec<f64>], step: usize) -> f64 {
        let of = |step: usize| median(&figures[step]).unwrap_or(0.0);
        of(step) - of(0)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let budget = Duration::from_millis(if quick { 1 } else { 60 });
    let patience = Duration::from_secs(50);

    let installed = traced::builder().exporter(Discard).install()?;
    let queue = usize::try_from(2 * SPANS_IN_A_BURST)?;
    let config = BatchConfigBuilder::default().with_max_queue_size(queue).build();
    let processor = BatchSpanProcessor::builder(Discard).with_batch_config(config).build();
    let provider = SdkTracerProvider::builder().with_span_processor(processor).build();
    let otel = tracing_opentelemetry::layer().with_tracer(provider.tracer("bench"));

    let mut contestants = [
        Contestant::new(tracing_subscriber::registry(), || ()),
        Contestant::new(tracing_subscriber::registry().with(traced_tracing::layer()), move || {
            installed.flush(patience).expect("the exporter takes everything");
        }),
        Contestant::new(tracing_subscriber::registry().with(otel), move || {
            provider.force_flush().expect("nothing stands in its way");
        }),
    ];
    let steps = steps();
    let plan = Plan { spans_per_unit: TIMES, units_per_burst: 128, budget };
    for _ in 0..ROUNDS {
        for (index, (_, step)) in steps.iter().enumerate() {
            for contestant in &mut contestants {
                let flush = || (contestant.flush)();
                let sample = dispatcher::with_default(&contestant.subscriber, || measure(plan, step, flush, || ()));
                contestant.thread[index].push(sample.thread);
                contestant.process[index].push(sample.process);
            }
        }
    }
    let mut table =
        Table::new(&["ns", "registry", "traced-tracing", "tracing-opentelemetry", "whole process", "whole process"]);
    let [plain, ours, theirs] = &contestants;
    for (index, (name, _)) in steps.iter().enumerate().skip(1) {
        let base = |figures: fn(&Contestant) -> &[Vec<f64>]| Contestant::median(figures(plain), index);
        let over = |contestant: &Contestant, figures: fn(&Contestant) -> &[Vec<f64>]| {
            number(Contestant::median(figures(contestant), index) - base(figures))
        };
        table.row(vec![
            (*name).to_owned(),
            number(base(|it| &it.thread)),
            over(ours, |it| &it.thread),
            over(theirs, |it| &it.thread),
            over(ours, |it| &it.process),
            over(theirs, |it| &it.process),
        ]);
    }
    print!("{table}");
    let stats = traced::stats();
    println!("traced: {} created, {} dropped", stats.created, stats.dropped.total());
    Ok(())
}
