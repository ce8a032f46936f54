//! The program as fastrace's manual has it written: `#[trace]`, roots by hand, futures under `in_span`.

use std::borrow::Cow;
use std::future::{Future, pending};
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};

use fastrace::collector::{Config, Reporter, SpanRecord};
use fastrace::prelude::*;
use fastrace_opentelemetry::OpenTelemetryReporter;
use opentelemetry::InstrumentationScope;
use opentelemetry_sdk::Resource;
use traced_benches::futures::{Yield, pause};

use crate::library::{Library, Load, Locked, Mode, Pipeline, forward};
use crate::otlp::Encoder;
use crate::sink;

pub struct Fastrace;

static SAMPLED: AtomicBool = AtomicBool::new(true);

fn root(name: &'static str) -> Span {
    Span::root(name, SpanContext::random().sampled(SAMPLED.load(Ordering::Relaxed)))
}

#[inline(never)]
#[trace]
fn call(x: u64) -> u64 {
    black_box(x) + 1
}

#[inline(never)]
fn family(children: u64) -> u64 {
    let root = root("family");
    let _guard = root.set_local_parent();
    (0..children).map(|i| call(black_box(i))).sum()
}

#[inline(never)]
#[trace(properties = { "id": "{id}", "name": "{name}" })]
fn argument(id: u64, name: &str) -> u64 {
    black_box(id) + black_box(name).len() as u64
}

#[inline(never)]
fn arguments(children: u64) -> u64 {
    let root = root("arguments");
    let _guard = root.set_local_parent();
    (0..children).map(|i| argument(black_box(i), black_box("espresso"))).sum()
}

/// The attribute knows nothing of errors: what its OpenTelemetry bridge reads is set by hand.
fn record(error: &Locked) {
    LocalSpan::add_properties(|| {
        [("span.status_code", Cow::from("error")), ("span.status_description", Cow::from(error.to_string()))]
    });
    LocalSpan::add_event(Event::new("exception").with_properties(|| {
        [
            ("exception.type", Cow::from(std::any::type_name::<Locked>())),
            ("exception.message", Cow::from(error.to_string())),
        ]
    }));
}

#[inline(never)]
#[trace]
fn fails(x: u64) -> Result<u64, Locked> {
    Err(Locked(black_box(x))).inspect_err(record)
}

#[inline(never)]
fn failures(children: u64) -> u64 {
    let root = root("failures");
    let _guard = root.set_local_parent();
    (0..children).map(|i| fails(black_box(i)).unwrap_or_else(|error| error.0)).sum()
}

#[inline(never)]
#[trace]
fn deeper(depth: u64) -> u64 {
    if depth <= 1 { black_box(depth) } else { deeper(black_box(depth - 1)) + 1 }
}

#[inline(never)]
fn nested(depth: u64) -> u64 {
    let root = root("nested");
    let _guard = root.set_local_parent();
    if depth <= 1 { black_box(depth) } else { deeper(black_box(depth - 1)) + 1 }
}

#[inline(never)]
#[trace]
async fn leaf(x: u64) -> u64 {
    black_box(x) + 1
}

#[inline(never)]
fn ready(children: u64) -> impl Future<Output = u64> {
    async move {
        let mut sum = 0;
        for i in 0..children {
            sum += leaf(black_box(i)).await;
        }
        sum
    }
    .in_span(root("ready"))
}

#[inline(never)]
fn polls(times: u64) -> impl Future<Output = u64> {
    async move {
        for _ in 0..times {
            Yield::default().await;
        }
        black_box(times)
    }
    .in_span(root("polls"))
}

#[inline(never)]
#[trace]
async fn ten(times: u64) -> u64 {
    for _ in 0..times {
        Yield::default().await;
    }
    black_box(times)
}

#[inline(never)]
fn yields(children: u64) -> impl Future<Output = u64> {
    async move {
        let mut sum = 0;
        for _ in 0..children {
            sum += ten(black_box(10)).await;
        }
        sum
    }
    .in_span(root("yields"))
}

#[inline(never)]
fn spawns(children: u64) -> impl Future<Output = u64> {
    async move {
        let mut sum = 0;
        for i in 0..children {
            // `#[trace]` looks for its parent on the first poll, too late for a task: the parent is named here.
            let task = async move { black_box(i) + 1 }.in_span(Span::enter_with_local_parent("leaf"));
            sum += tokio::spawn(task).await.unwrap_or(0);
        }
        sum
    }
    .in_span(root("spawns"))
}

#[inline(never)]
fn idle(x: u64) -> impl Future<Output = u64> + Send + 'static {
    async move {
        pending::<()>().await;
        x
    }
    .in_span(root("idle"))
}

#[trace]
async fn one(load: Load) -> Result<u8, String> {
    pause().await;
    Ok(load[0])
}

#[trace]
async fn two(load: Load) -> Result<u8, String> {
    Ok(one(load).await?.wrapping_add(load[1]))
}

#[trace]
async fn three(load: Load) -> Result<u8, String> {
    Ok(two(load).await?.wrapping_add(load[1]))
}

/// Counts what it gets and throws it away.
struct Discard;

impl Reporter for Discard {
    fn report(&mut self, spans: Vec<SpanRecord>) {
        sink::add_spans(spans.len());
        black_box(spans);
    }
}

impl Library for Fastrace {
    fn install(mode: Mode) -> Option<Pipeline> {
        match mode {
            Mode::Off => return Some(Pipeline::nothing()),
            Mode::Discard | Mode::Unsampled | Mode::Defaults => fastrace::set_reporter(Discard, Config::default()),
            Mode::Otlp => {
                let resource = Resource::builder().with_service_name("bench").build();
                let scope = InstrumentationScope::builder("bench").build();
                let reporter = OpenTelemetryReporter::new(Encoder::default(), Cow::Owned(resource), scope);
                fastrace::set_reporter(reporter, Config::default());
            }
        }
        SAMPLED.store(mode != Mode::Unsampled, Ordering::Relaxed);
        Some(Pipeline { flush: Box::new(fastrace::flush), finish: Box::new(fastrace::flush), dropped: || None })
    }

    forward!();

    fn sizes() -> [usize; 3] {
        [size_of_val(&one([0; 64])), size_of_val(&two([0; 64])), size_of_val(&three([0; 64]))]
    }
}
