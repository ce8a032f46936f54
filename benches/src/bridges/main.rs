//! What a span of another library's costs through our bridge, and through OpenTelemetry's SDK:
//! `cargo run --release -p traced-benches --bin bridges`.
//!
//! Each step is done a hundred times below a root, for one bridge after the other, in rounds; the tables hold medians. All exporters throw
//! away what they get. The first column is absolute: what the library costs with nothing behind it. The others are over it.

mod contestant;
mod tracing;
mod opentelemetry;

use std::time::Duration;

use ::opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::trace::{BatchConfigBuilder, BatchSpanProcessor, SdkTracerProvider};
use traced_benches::bursts::SPANS_IN_A_BURST;

use crate::contestant::{Discard, Flush, rounds, table};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let budget = Duration::from_millis(if quick { 1 } else { 60 });
    let patience = Duration::from_secs(50);

    let installed = traced::builder().exporter(Discard).install()?;
    let ours: Flush<'_> = &move || installed.flush(patience).expect("the exporter takes everything");
    let queue = usize::try_from(2 * SPANS_IN_A_BURST)?;
    let config = BatchConfigBuilder::default().with_max_queue_size(queue).build();
    let processor = BatchSpanProcessor::builder(Discard).with_batch_config(config).build();
    let provider = SdkTracerProvider::builder().with_span_processor(processor).build();
    let theirs: Flush<'_> = &|| provider.force_flush().expect("nothing stands in its way");

    let mut all = tracing::contestants(ours, theirs, provider.tracer("bench"));
    rounds(&mut all, budget);
    let [plain, own, peer] = &all;
    println!("{}", table(["ns, `tracing`", "registry", "traced-tracing", "tracing-opentelemetry"], [plain, own, peer]));

    let mut others = [opentelemetry::nothing(), opentelemetry::sdk(provider.tracer("bench"), theirs)];
    rounds(&mut others, budget);
    // From here on contexts that are attached are told of, whoever does it.
    let mut own = [opentelemetry::ours(ours)];
    rounds(&mut own, budget);
    let head = ["ns, OpenTelemetry's API", "no provider", "traced-opentelemetry", "opentelemetry_sdk"];
    println!("{}", table(head, [&others[0], &own[0], &others[1]]));
    let stats = traced::stats();
    println!("traced: {} created, {} dropped", stats.created, stats.dropped.total());
    Ok(())
}
