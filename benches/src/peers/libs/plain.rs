//! The program as nobody annotated it.

use std::future::{Future, pending};
use std::hint::black_box;

use traced_benches::futures::{Yield, pause};

use crate::library::{Library, Load, Locked, Mode, Pipeline, forward};

pub struct Plain;

#[inline(never)]
fn call(x: u64) -> u64 {
    black_box(x) + 1
}

#[inline(never)]
fn family(children: u64) -> u64 {
    (0..children).map(|i| call(black_box(i))).sum()
}

#[inline(never)]
fn argument(id: u64, name: &str) -> u64 {
    black_box(id) + black_box(name).len() as u64
}

#[inline(never)]
fn arguments(children: u64) -> u64 {
    (0..children).map(|i| argument(black_box(i), black_box("espresso"))).sum()
}

#[inline(never)]
fn fails(x: u64) -> Result<u64, Locked> {
    Err(Locked(black_box(x)))
}

#[inline(never)]
fn failures(children: u64) -> u64 {
    (0..children).map(|i| fails(black_box(i)).unwrap_or_else(|error| error.0)).sum()
}

#[inline(never)]
fn nested(depth: u64) -> u64 {
    if depth <= 1 { black_box(depth) } else { nested(black_box(depth - 1)) + 1 }
}

#[inline(never)]
#[allow(clippy::unused_async, reason = "ready at once is the point")]
async fn leaf(x: u64) -> u64 {
    black_box(x) + 1
}

#[inline(never)]
async fn ready(children: u64) -> u64 {
    let mut sum = 0;
    for i in 0..children {
        sum += leaf(black_box(i)).await;
    }
    sum
}

#[inline(never)]
async fn polls(times: u64) -> u64 {
    for _ in 0..times {
        Yield::default().await;
    }
    black_box(times)
}

#[inline(never)]
async fn yields(children: u64) -> u64 {
    let mut sum = 0;
    for _ in 0..children {
        sum += polls(black_box(10)).await;
    }
    sum
}

#[inline(never)]
async fn spawns(children: u64) -> u64 {
    let mut sum = 0;
    for i in 0..children {
        sum += tokio::spawn(leaf(black_box(i))).await.unwrap_or(0);
    }
    sum
}

#[inline(never)]
async fn idle(x: u64) -> u64 {
    pending::<()>().await;
    x
}

async fn one(load: Load) -> Result<u8, String> {
    pause().await;
    Ok(load[0])
}

async fn two(load: Load) -> Result<u8, String> {
    Ok(one(load).await?.wrapping_add(load[1]))
}

async fn three(load: Load) -> Result<u8, String> {
    Ok(two(load).await?.wrapping_add(load[1]))
}

impl Library for Plain {
    fn install(_: Mode) -> Option<Pipeline> {
        Some(Pipeline::nothing())
    }

    forward!();

    fn sizes() -> [usize; 3] {
        [size_of_val(&one([0; 64])), size_of_val(&two([0; 64])), size_of_val(&three([0; 64]))]
    }
}
