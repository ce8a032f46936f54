//! The program with the floor around every function: two clock reads and 64 bytes written; switched off, one load and a branch.

use std::cell::Cell;
use std::future::{Future, ready as now};
use std::hint::black_box;
use std::sync::atomic::{AtomicU8, Ordering};

use traced_benches::clocks::ticks;
use traced_benches::futures::Yield;
use traced_benches::ring::{Entry, record, write};

use crate::case::Case;
use crate::library::{Library, Locked, Mode, Pipeline};

pub struct Floor;

const OFF: u8 = 0;
const UNSAMPLED: u8 = 1;
const RECORDING: u8 = 2;

static STATE: AtomicU8 = AtomicU8::new(OFF);

thread_local! {
    // Stands for the current span, which anything that is not off has to look at.
    static CURRENT: Cell<u64> = const { Cell::new(0) };
}

#[inline(always)]
fn span<R>(words: [u64; 6], body: impl FnOnce() -> R) -> R {
    match STATE.load(Ordering::Relaxed) {
        OFF => body(),
        UNSAMPLED => {
            black_box(CURRENT.get());
            body()
        }
        _ => record(words, body),
    }
}

/// Switched off, and nothing but that: the other floors need room for a span on the stack.
#[inline(never)]
fn off(x: u64) -> u64 {
    if STATE.load(Ordering::Relaxed) == OFF { black_box(x) + 1 } else { call(x) }
}

#[inline(never)]
fn call(x: u64) -> u64 {
    span([0; 6], || black_box(x) + 1)
}

#[inline(never)]
fn family(children: u64) -> u64 {
    span([0; 6], || (0..children).map(|i| call(black_box(i))).sum())
}

#[inline(never)]
fn argument(id: u64, name: &str) -> u64 {
    span([id, name.as_ptr() as u64, name.len() as u64, 0, 0, 0], || black_box(id) + black_box(name).len() as u64)
}

#[inline(never)]
fn arguments(children: u64) -> u64 {
    span([0; 6], || (0..children).map(|i| argument(black_box(i), black_box("espresso"))).sum())
}

#[inline(never)]
fn fails(x: u64) -> Result<u64, Locked> {
    span([x, 1, 0, 0, 0, 0], || Err(Locked(black_box(x))))
}

#[inline(never)]
fn failures(children: u64) -> u64 {
    span([0; 6], || (0..children).map(|i| fails(black_box(i)).unwrap_or_else(|error| error.0)).sum())
}

#[inline(never)]
fn nested(depth: u64) -> u64 {
    span([0; 6], || if depth <= 1 { black_box(depth) } else { nested(black_box(depth - 1)) + 1 })
}

#[inline(always)]
async fn during<F: Future>(future: F) -> F::Output {
    let start = ticks();
    let value = future.await;
    write(Entry { start, end: ticks(), words: [0; 6] });
    value
}

#[inline(never)]
async fn leaf(x: u64) -> u64 {
    during(async { black_box(x) + 1 }).await
}

#[inline(never)]
async fn ready(children: u64) -> u64 {
    during(async {
        let mut sum = 0;
        for i in 0..children {
            sum += leaf(black_box(i)).await;
        }
        sum
    })
    .await
}

#[inline(never)]
async fn polls(times: u64) -> u64 {
    during(async {
        for _ in 0..times {
            Yield::default().await;
        }
        black_box(times)
    })
    .await
}

#[inline(never)]
async fn yields(children: u64) -> u64 {
    during(async {
        let mut sum = 0;
        for _ in 0..children {
            sum += polls(black_box(10)).await;
        }
        sum
    })
    .await
}

impl Library for Floor {
    const LACKS: &[Case] = &[Case::Spawn, Case::Idle, Case::Sizes];

    fn install(mode: Mode) -> Option<Pipeline> {
        let state = match mode {
            Mode::Off => OFF,
            Mode::Unsampled => UNSAMPLED,
            Mode::Discard | Mode::Defaults => RECORDING,
            Mode::Otlp => return None,
        };
        STATE.store(state, Ordering::Relaxed);
        Some(Pipeline::nothing())
    }

    fn call(x: u64) -> u64 {
        off(x)
    }

    fn family(children: u64) -> u64 {
        family(children)
    }

    fn arguments(children: u64) -> u64 {
        arguments(children)
    }

    fn failures(children: u64) -> u64 {
        failures(children)
    }

    fn nested(depth: u64) -> u64 {
        nested(depth)
    }

    fn ready(children: u64) -> impl Future<Output = u64> {
        ready(children)
    }

    fn yields(children: u64) -> impl Future<Output = u64> {
        yields(children)
    }

    fn polls(times: u64) -> impl Future<Output = u64> {
        polls(times)
    }

    fn spawns(_: u64) -> impl Future<Output = u64> {
        now(0)
    }

    fn idle(_: u64) -> impl Future<Output = u64> + Send + 'static {
        now(0)
    }

    fn sizes() -> [usize; 3] {
        [0; 3]
    }
}
