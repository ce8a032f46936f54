//! Spans and events of `tracing`, through layers.

use std::hint::black_box;

use opentelemetry_sdk::trace::SdkTracer;
use tracing::{Dispatch, dispatcher, info, info_span};
use tracing_subscriber::prelude::*;

use crate::contestant::{Contestant, Flush, Steps, TIMES};

/// One step, a hundred times below a root.
macro_rules! below_a_root {
    ($step:expr) => {{
        Box::new(|| {
            let _root = info_span!("root").entered();
            for _ in 0..TIMES {
                _ = black_box($step);
            }
        })
    }};
}

fn steps() -> Steps<'static> {
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

fn under(subscriber: impl Into<Dispatch>, flush: Flush<'_>) -> Contestant<'_> {
    let subscriber = subscriber.into();
    Contestant::new(steps(), move |run| dispatcher::with_default(&subscriber, run), flush)
}

/// With no layer, with ours, and with OpenTelemetry's.
pub fn contestants<'f>(ours: Flush<'f>, theirs: Flush<'f>, tracer: SdkTracer) -> [Contestant<'f>; 3] {
    let layer = tracing_opentelemetry::layer().with_tracer(tracer);
    [
        under(tracing_subscriber::registry(), &|| ()),
        under(tracing_subscriber::registry().with(traced_tracing::layer()), ours),
        under(tracing_subscriber::registry().with(layer), theirs),
    ]
}
