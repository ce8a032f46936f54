//! The program under `#[traced]`, and nothing else in it.

use std::cell::Cell;
use std::future::{Future, pending};
use std::hint::black_box;
use std::rc::Rc;
use std::time::Duration;

use ::traced::export::{Batch, ExportError, Exporter, SpanView};
use ::traced::{Sampler, traced};
use traced_benches::futures::{Yield, pause};
use traced_otlp::Encoder;

use crate::library::{Library, Load, Locked, Mode, Pipeline, forward};
use crate::sink;

pub struct Traced;

#[inline(never)]
#[traced(skip_all)]
fn call(x: u64) -> u64 {
    black_box(x) + 1
}

#[inline(never)]
#[traced(skip_all)]
fn family(children: u64) -> u64 {
    (0..children).map(|i| call(black_box(i))).sum()
}

#[inline(never)]
#[traced]
fn argument(id: u64, name: &str) -> u64 {
    black_box(id) + black_box(name).len() as u64
}

#[inline(never)]
#[traced(skip_all)]
fn arguments(children: u64) -> u64 {
    (0..children).map(|i| argument(black_box(i), black_box("espresso"))).sum()
}

#[inline(never)]
#[traced(skip_all)]
fn fails(x: u64) -> Result<u64, Locked> {
    Err(Locked(black_box(x)))
}

#[inline(never)]
#[traced(skip_all)]
fn failures(children: u64) -> u64 {
    (0..children).map(|i| fails(black_box(i)).unwrap_or_else(|error| error.0)).sum()
}

#[inline(never)]
#[traced(skip_all)]
fn nested(depth: u64) -> u64 {
    if depth <= 1 { black_box(depth) } else { nested(black_box(depth - 1)) + 1 }
}

#[inline(never)]
#[traced(skip_all)]
async fn leaf(x: u64) -> u64 {
    black_box(x) + 1
}

#[inline(never)]
#[traced(skip_all)]
async fn ready(children: u64) -> u64 {
    let mut sum = 0;
    for i in 0..children {
        sum += leaf(black_box(i)).await;
    }
    sum
}

#[inline(never)]
#[traced(skip_all)]
async fn polls(times: u64) -> u64 {
    for _ in 0..times {
        Yield::default().await;
    }
    black_box(times)
}

#[inline(never)]
#[traced(skip_all)]
async fn yields(children: u64) -> u64 {
    let mut sum = 0;
    for _ in 0..children {
        sum += polls(black_box(10)).await;
    }
    sum
}

#[inline(never)]
#[traced(skip_all)]
async fn spawns(children: u64) -> u64 {
    let mut sum = 0;
    for i in 0..children {
        sum += tokio::spawn(leaf(black_box(i))).await.unwrap_or(0);
    }
    sum
}

#[inline(never)]
#[traced(skip_all)]
async fn idle(x: u64) -> u64 {
    pending::<()>().await;
    x
}

#[traced(skip_all)]
async fn one(load: Load) -> Result<u8, String> {
    pause().await;
    Ok(load[0])
}

#[traced(skip_all)]
async fn two(load: Load) -> Result<u8, String> {
    Ok(one(load).await?.wrapping_add(load[1]))
}

#[traced(skip_all)]
async fn three(load: Load) -> Result<u8, String> {
    Ok(two(load).await?.wrapping_add(load[1]))
}

/// Reads every span as an exporter would, and throws it away: views are lazy, and a peer's exporter gets all this made.
struct Discard;

impl Exporter for Discard {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let mut spans = 0;
        for span in batch.spans() {
            read(span);
            spans += 1;
        }
        sink::add_spans(spans);
        Ok(())
    }
}

fn read(span: SpanView<'_>) {
    black_box((span.name(), span.trace_id(), span.span_id(), span.parent_id(), span.outcome()));
    black_box((span.start_unix_nanos(), span.end_unix_nanos()));
    for tag in span.tags() {
        black_box(tag);
    }
    for log in span.logs() {
        black_box((log.unix_nanos(), log.event()));
        for field in log.fields() {
            black_box(field);
        }
    }
}

/// Encodes as the OTLP exporter does, and sends nothing.
struct Encoding(Encoder);

impl Exporter for Encoding {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        sink::add_spans(batch.len());
        let bytes = self.0.encode(batch);
        sink::add_bytes(bytes.len());
        black_box(bytes);
        Ok(())
    }
}

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(50);

impl Library for Traced {
    fn install(mode: Mode) -> Option<Pipeline> {
        let builder = ::traced::builder().service("bench");
        let builder = match mode {
            Mode::Off => return Some(Pipeline::nothing()),
            Mode::Unsampled => builder.sampler(Sampler::never()).exporter(Discard),
            Mode::Discard | Mode::Defaults => builder.exporter(Discard),
            Mode::Otlp => builder.exporter(Encoding(Encoder::new())),
        };
        let installed = builder.install().expect("nothing else is installed");
        // Shutting down takes it away from whoever flushes.
        let shared = Rc::new(Cell::new(Some(installed)));
        let flushed = shared.clone();
        Some(Pipeline {
            flush: Box::new(move || {
                let Some(installed) = flushed.take() else { return };
                installed.flush(PATIENCE).expect("the exporter takes everything");
                flushed.set(Some(installed));
            }),
            finish: Box::new(move || {
                let Some(installed) = shared.take() else { return };
                installed.shutdown(PATIENCE).expect("the exporter takes everything");
            }),
            dropped: || Some(::traced::stats().dropped.total()),
        })
    }

    forward!();

    fn sizes() -> [usize; 3] {
        [size_of_val(&one([0; 64])), size_of_val(&two([0; 64])), size_of_val(&three([0; 64]))]
    }
}
