//! The same program, with `tracing-opentelemetry` under it and the OpenTelemetry SDK under that.

use std::future::Future;

use opentelemetry::trace::TracerProvider as _;
use tracing_subscriber::layer::SubscriberExt as _;

use super::otel::{pipeline, provider};
use super::tracing::Tracing;
use crate::case::Case;
use crate::library::{Library, Mode, Pipeline};

pub struct TracingOtel;

impl Library for TracingOtel {
    // Switched off it is `tracing` with nothing under it, and its futures are those of `tracing`.
    const LACKS: &[Case] = &[Case::Off, Case::Instructions, Case::Sizes];

    fn install(mode: Mode) -> Option<Pipeline> {
        let provider = provider(mode)?;
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("bench"));
        let subscriber = tracing_subscriber::registry().with(layer);
        ::tracing::subscriber::set_global_default(subscriber).ok()?;
        Some(pipeline(provider))
    }

    fn call(x: u64) -> u64 {
        Tracing::call(x)
    }

    fn family(children: u64) -> u64 {
        Tracing::family(children)
    }

    fn arguments(children: u64) -> u64 {
        Tracing::arguments(children)
    }

    fn failures(children: u64) -> u64 {
        Tracing::failures(children)
    }

    fn nested(depth: u64) -> u64 {
        Tracing::nested(depth)
    }

    fn ready(children: u64) -> impl Future<Output = u64> {
        Tracing::ready(children)
    }

    fn yields(children: u64) -> impl Future<Output = u64> {
        Tracing::yields(children)
    }

    fn polls(times: u64) -> impl Future<Output = u64> {
        Tracing::polls(times)
    }

    fn spawns(children: u64) -> impl Future<Output = u64> {
        Tracing::spawns(children)
    }

    fn idle(x: u64) -> impl Future<Output = u64> + Send + 'static {
        Tracing::idle(x)
    }

    fn sizes() -> [usize; 3] {
        Tracing::sizes()
    }
}
