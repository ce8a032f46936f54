//! Every step of the hot path, alone: `cargo run --release -p traced-benches --bin steps`.
//!
//! Each is done a hundred times below a root and the empty loop is taken off; what is left of the root is in it.

use std::fmt;
use std::hint::black_box;
use std::time::Duration;

use traced::export::{Batch, ExportError, Exporter};
use traced::traced;
use traced_benches::bursts::{Plan, measure};
use traced_benches::futures;
use traced_benches::stats::median;
use traced_benches::table::{Table, number};

const ROUNDS: usize = 7;

/// Repetitions below one root.
const TIMES: u64 = 100;

#[derive(Debug)]
struct Point {
    _x: u32,
    _y: u32,
}

struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is broken")
    }
}

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Broken {}

#[inline(never)]
#[traced]
fn empty() {}

#[inline(never)]
#[traced]
fn number_argument(id: u64) {
    black_box(id);
}

#[inline(never)]
#[traced]
fn text_argument(name: &str) {
    black_box(name);
}

#[inline(never)]
#[traced]
fn debug_argument(point: &Point) {
    black_box(point);
}

#[inline(never)]
#[traced]
fn fine() -> Result<u64, Broken> {
    Ok(black_box(1))
}

#[inline(never)]
#[traced]
fn fails() -> Result<u64, Broken> {
    Err(black_box(Broken))
}

#[inline(never)]
#[traced]
async fn ready() -> u64 {
    black_box(1)
}

/// One step, a hundred times below a root.
macro_rules! below_a_root {
    ($step:expr) => {{
        #[traced]
        fn root() {
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
        ("empty span", below_a_root!(empty())),
        ("span, a `u64`", below_a_root!(number_argument(black_box(7)))),
        ("span, a `&str`", below_a_root!(text_argument(black_box("espresso")))),
        ("span, a `Debug` struct", below_a_root!(debug_argument(&Point { _x: 1, _y: 2 }))),
        ("span, `Ok` looked at", below_a_root!(fine())),
        ("span, `Err` recorded", below_a_root!(fails())),
        ("guard of a block", below_a_root!(drop(traced::span!("block")))),
        ("async, ready at once", below_a_root!(futures::run(ready()))),
        ("is anything recorded?", below_a_root!(traced::current().is_recording())),
        ("context of the current span", below_a_root!(traced::current().context())),
        ("tag on the current span", below_a_root!(traced::current().tag("rows", 3_u64))),
        ("log on the current span", below_a_root!(traced::current().log([("event", "cache-miss")]))),
        ("span made by hand", below_a_root!(traced::Span::builder("hand").start().finish())),
    ]
}

struct Discard;

impl Exporter for Discard {
    fn export(&mut self, _: &Batch<'_>) -> Result<(), ExportError> {
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let budget = Duration::from_millis(if quick { 1 } else { 100 });
    let steps = steps();
    // Nothing is installed in the first half.
    let off = figures(&steps, budget, || ());
    let installed = traced::builder().exporter(Discard).install()?;
    let patience = Duration::from_secs(50);
    let on = figures(&steps, budget, || installed.flush(patience).expect("the exporter takes everything"));
    let mut table = Table::new(&["step, ns", "switched off", "recording"]);
    for (index, (name, _)) in steps.iter().enumerate().skip(1) {
        let over = |figures: &[f64]| number(figures[index] - figures[0]);
        table.row(vec![(*name).to_owned(), over(&off), over(&on)]);
    }
    print!("{table}");
    Ok(())
}

/// The median of each step, in nanoseconds.
fn figures(steps: &[(&'static str, fn())], budget: Duration, flush: impl Fn()) -> Vec<f64> {
    let mut figures = vec![Vec::new(); steps.len()];
    let plan = Plan { spans_per_unit: TIMES, units_per_burst: 128, budget };
    for _ in 0..ROUNDS {
        for ((_, step), figures) in steps.iter().zip(&mut figures) {
            figures.push(measure(plan, step, &flush, || ()).thread);
        }
    }
    figures.iter().map(|figures| median(figures).unwrap_or(0.0)).collect()
}
