//! The program written by hand against the OpenTelemetry API, as its manual has it: one tracer, `in_span`, `with_context`.

use std::future::{Future, pending};
use std::hint::black_box;
use std::sync::LazyLock;

use opentelemetry::global::{self, BoxedTracer};
use opentelemetry::trace::{FutureExt as _, Status, TraceContextExt as _, Tracer as _};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracerProvider, SpanExporter};
use traced_benches::bursts::SPANS_IN_A_BURST;
use traced_benches::futures::{Yield, pause};

use crate::library::{Library, Load, Locked, Mode, Pipeline, forward};
use crate::otlp::{Discard, Encoder};

pub struct Otel;

static TRACER: LazyLock<BoxedTracer> = LazyLock::new(|| global::tracer("bench"));

fn during<F: Future>(name: &'static str, future: F) -> impl Future<Output = F::Output> {
    future.with_context(Context::current_with_span(TRACER.start(name)))
}

#[inline(never)]
fn call(x: u64) -> u64 {
    TRACER.in_span("call", |_| black_box(x) + 1)
}

#[inline(never)]
fn family(children: u64) -> u64 {
    TRACER.in_span("family", |_| (0..children).map(|i| call(black_box(i))).sum())
}

#[inline(never)]
fn argument(id: u64, name: &str) -> u64 {
    TRACER.in_span("argument", |context| {
        let span = context.span();
        if span.is_recording() {
            span.set_attribute(KeyValue::new("id", id.cast_signed()));
            span.set_attribute(KeyValue::new("name", name.to_owned()));
        }
        black_box(id) + black_box(name).len() as u64
    })
}

#[inline(never)]
fn arguments(children: u64) -> u64 {
    TRACER.in_span("arguments", |_| (0..children).map(|i| argument(black_box(i), black_box("espresso"))).sum())
}

#[inline(never)]
fn fails(x: u64) -> Result<u64, Locked> {
    TRACER.in_span("fails", |context| {
        Err(Locked(black_box(x))).inspect_err(|error| {
            let span = context.span();
            span.record_error(error);
            span.set_status(Status::error(error.to_string()));
        })
    })
}

#[inline(never)]
fn failures(children: u64) -> u64 {
    TRACER.in_span("failures", |_| (0..children).map(|i| fails(black_box(i)).unwrap_or_else(|error| error.0)).sum())
}

#[inline(never)]
fn nested(depth: u64) -> u64 {
    TRACER.in_span("nested", |_| if depth <= 1 { black_box(depth) } else { nested(black_box(depth - 1)) + 1 })
}

#[inline(never)]
fn leaf(x: u64) -> impl Future<Output = u64> {
    during("leaf", async move { black_box(x) + 1 })
}

#[inline(never)]
fn ready(children: u64) -> impl Future<Output = u64> {
    during("ready", async move {
        let mut sum = 0;
        for i in 0..children {
            sum += leaf(black_box(i)).await;
        }
        sum
    })
}

#[inline(never)]
fn polls(times: u64) -> impl Future<Output = u64> {
    during("polls", async move {
        for _ in 0..times {
            Yield::default().await;
        }
        black_box(times)
    })
}

#[inline(never)]
fn yields(children: u64) -> impl Future<Output = u64> {
    during("yields", async move {
        let mut sum = 0;
        for _ in 0..children {
            sum += polls(black_box(10)).await;
        }
        sum
    })
}

#[inline(never)]
fn spawns(children: u64) -> impl Future<Output = u64> {
    during("spawns", async move {
        let mut sum = 0;
        for i in 0..children {
            sum += tokio::spawn(leaf(black_box(i))).await.unwrap_or(0);
        }
        sum
    })
}

#[inline(never)]
fn idle(x: u64) -> impl Future<Output = u64> + Send + 'static {
    during("idle", async move {
        pending::<()>().await;
        x
    })
}

fn one(load: Load) -> impl Future<Output = Result<u8, String>> {
    during("one", async move {
        pause().await;
        Ok(load[0])
    })
}

fn two(load: Load) -> impl Future<Output = Result<u8, String>> {
    during("two", async move { Ok(one(load).await?.wrapping_add(load[1])) })
}

fn three(load: Load) -> impl Future<Output = Result<u8, String>> {
    during("three", async move { Ok(two(load).await?.wrapping_add(load[1])) })
}

/// The SDK's provider for `mode`: a batch processor in front of an exporter that sends nothing.
pub fn provider(mode: Mode) -> Option<SdkTracerProvider> {
    match mode {
        Mode::Off => None,
        Mode::Unsampled => Some(build(Discard, mode, Sampler::AlwaysOff)),
        Mode::Discard | Mode::Defaults => Some(build(Discard, mode, Sampler::AlwaysOn)),
        Mode::Otlp => Some(build(Encoder::default(), mode, Sampler::AlwaysOn)),
    }
}

fn build(exporter: impl SpanExporter + 'static, mode: Mode, sampler: Sampler) -> SdkTracerProvider {
    // Its queue of 2,048 spans would drop most of a burst, and a dropped span is cheaper than one that is exported.
    let config = match mode {
        Mode::Defaults => BatchConfigBuilder::default(),
        _ => BatchConfigBuilder::default().with_max_queue_size(usize::try_from(2 * SPANS_IN_A_BURST).unwrap_or(0)),
    };
    SdkTracerProvider::builder()
        .with_sampler(Sampler::ParentBased(Box::new(sampler)))
        .with_resource(Resource::builder().with_service_name("bench").build())
        .with_span_processor(BatchSpanProcessor::builder(exporter).with_batch_config(config.build()).build())
        .build()
}

/// What flushes `provider` and shuts it down.
pub fn pipeline(provider: SdkTracerProvider) -> Pipeline {
    let flushed = provider.clone();
    Pipeline {
        flush: Box::new(move || flushed.force_flush().expect("nothing stands in its way")),
        finish: Box::new(move || provider.shutdown().expect("it is shut down once")),
        dropped: || None,
    }
}

impl Library for Otel {
    fn install(mode: Mode) -> Option<Pipeline> {
        if mode == Mode::Off {
            return Some(Pipeline::nothing());
        }
        let provider = provider(mode)?;
        global::set_tracer_provider(provider.clone());
        Some(pipeline(provider))
    }

    forward!();

    fn sizes() -> [usize; 3] {
        [size_of_val(&one([0; 64])), size_of_val(&two([0; 64])), size_of_val(&three([0; 64]))]
    }
}
