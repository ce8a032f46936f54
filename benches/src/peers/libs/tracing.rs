//! The program under `#[tracing::instrument]`, with a registry and no more: spans have a place and an id, and nothing is kept.

use std::future::{Future, pending};
use std::hint::black_box;

use ::tracing::{Instrument, info_span, instrument};
use traced_benches::futures::{Yield, pause};
use tracing_subscriber::layer::{Identity, SubscriberExt as _};

use crate::library::{Library, Load, Locked, Mode, Pipeline, forward};

pub struct Tracing;

#[inline(never)]
#[instrument(skip_all)]
fn call(x: u64) -> u64 {
    black_box(x) + 1
}

#[inline(never)]
#[instrument(skip_all)]
fn family(children: u64) -> u64 {
    (0..children).map(|i| call(black_box(i))).sum()
}

#[inline(never)]
#[instrument]
fn argument(id: u64, name: &str) -> u64 {
    black_box(id) + black_box(name).len() as u64
}

#[inline(never)]
#[instrument(skip_all)]
fn arguments(children: u64) -> u64 {
    (0..children).map(|i| argument(black_box(i), black_box("espresso"))).sum()
}

#[inline(never)]
#[instrument(skip_all, err)]
fn fails(x: u64) -> Result<u64, Locked> {
    Err(Locked(black_box(x)))
}

#[inline(never)]
#[instrument(skip_all)]
fn failures(children: u64) -> u64 {
    (0..children).map(|i| fails(black_box(i)).unwrap_or_else(|error| error.0)).sum()
}

#[inline(never)]
#[instrument(skip_all)]
fn nested(depth: u64) -> u64 {
    if depth <= 1 { black_box(depth) } else { nested(black_box(depth - 1)) + 1 }
}

#[inline(never)]
#[instrument(skip_all)]
async fn leaf(x: u64) -> u64 {
    black_box(x) + 1
}

#[inline(never)]
#[instrument(skip_all)]
async fn ready(children: u64) -> u64 {
    let mut sum = 0;
    for i in 0..children {
        sum += leaf(black_box(i)).await;
    }
    sum
}

#[inline(never)]
#[instrument(skip_all)]
async fn polls(times: u64) -> u64 {
    for _ in 0..times {
        Yield::default().await;
    }
    black_box(times)
}

#[inline(never)]
#[instrument(skip_all)]
async fn yields(children: u64) -> u64 {
    let mut sum = 0;
    for _ in 0..children {
        sum += polls(black_box(10)).await;
    }
    sum
}

#[inline(never)]
#[instrument(skip_all)]
async fn spawns(children: u64) -> u64 {
    let mut sum = 0;
    for i in 0..children {
        // `#[instrument]` looks for its parent on the first poll, too late for a task: the span is made here.
        let task = async move { black_box(i) + 1 }.instrument(info_span!("leaf"));
        sum += tokio::spawn(task).await.unwrap_or(0);
    }
    sum
}

#[inline(never)]
#[instrument(skip_all)]
async fn idle(x: u64) -> u64 {
    pending::<()>().await;
    x
}

#[instrument(skip_all)]
async fn one(load: Load) -> Result<u8, String> {
    pause().await;
    Ok(load[0])
}

#[instrument(skip_all)]
async fn two(load: Load) -> Result<u8, String> {
    Ok(one(load).await?.wrapping_add(load[1]))
}

#[instrument(skip_all)]
async fn three(load: Load) -> Result<u8, String> {
    Ok(two(load).await?.wrapping_add(load[1]))
}

impl Library for Tracing {
    fn install(mode: Mode) -> Option<Pipeline> {
        match mode {
            Mode::Off => {}
            Mode::Discard | Mode::Defaults => {
                // Under no layer at all the registry never gives a span's place back.
                let subscriber = tracing_subscriber::registry().with(Identity::new());
                ::tracing::subscriber::set_global_default(subscriber).ok()?;
            }
            Mode::Unsampled | Mode::Otlp => return None,
        }
        Some(Pipeline::nothing())
    }

    forward!();

    fn sizes() -> [usize; 3] {
        [size_of_val(&one([0; 64])), size_of_val(&two([0; 64])), size_of_val(&three([0; 64]))]
    }
}
