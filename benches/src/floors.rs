//! What nothing here can beat, each alone: `cargo run --release -p traced-benches --bin floors`.

use std::cell::Cell;
use std::hint::black_box;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use traced_benches::bursts::{Plan, measure};
use traced_benches::clocks::ticks;
use traced_benches::ring::record;
use traced_benches::stats::median;
use traced_benches::table::{Table, number};

static STATE: AtomicU8 = AtomicU8::new(0);

thread_local! {
    static CURSOR: Cell<u64> = const { Cell::new(0) };
}

const ROUNDS: usize = 7;

/// Repetitions of a step in one call, so that the call itself is not seen.
const STEPS: u32 = 256;

macro_rules! repeated {
    ($step:expr) => {
        || {
            for _ in 0..STEPS {
                black_box($step);
            }
        }
    };
}

const FLOORS: [(&str, fn()); 6] = [
    ("nothing (the loop)", repeated!(())),
    ("relaxed atomic load", repeated!(STATE.load(Ordering::Relaxed))),
    ("thread-local read", repeated!(CURSOR.get())),
    ("cycle counter read", repeated!(ticks())),
    ("`Instant::now`", repeated!(Instant::now())),
    ("two cycle counter reads and 64 bytes to a ring", repeated!(record([1; 6], || black_box(())))),
];

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let budget = Duration::from_millis(if quick { 1 } else { 100 });
    let mut figures = vec![Vec::new(); FLOORS.len()];
    for _ in 0..ROUNDS {
        for ((_, floor), figures) in FLOORS.iter().zip(&mut figures) {
            figures.push(time(*floor, budget));
        }
    }
    let mut table = Table::new(&["floor", "ns"]);
    let nothing = median(&figures[0]).unwrap_or(0.0);
    for ((name, _), figures) in FLOORS.iter().zip(&figures).skip(1) {
        table.row(vec![(*name).to_owned(), number(median(figures).unwrap_or(0.0) - nothing)]);
    }
    print!("{table}");
}

/// Nanoseconds of one step.
fn time(floor: fn(), budget: Duration) -> f64 {
    let plan = Plan { spans_per_unit: u64::from(STEPS), units_per_burst: 1024, budget };
    measure(plan, floor, || (), || ()).thread
}
