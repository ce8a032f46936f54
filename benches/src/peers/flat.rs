//! Two threads flat out: what is made, what arrives, what is lost, how much memory that takes.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use traced_benches::bursts::per;
use traced_benches::children::print;
use traced_benches::clocks::process_cpu;
use traced_benches::memory;

use crate::library::{Library, Pipeline};
use crate::sink;

/// Spans of one unit: a root and a hundred children.
const SPANS: u64 = 101;

/// Two threads make traces for `time`, as fast as they can; prints counts, memory and CPU per span.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub fn run<L: Library>(pipeline: Pipeline, time: Duration) {
    let before = process_cpu();
    let end = Instant::now() + time;
    let created = SPANS * both(|| flat_out::<L>(end));
    (pipeline.finish)();
    let used = process_cpu().saturating_sub(before);
    print("created", millions(created));
    print("process", per(used, created));
    if sink::spans() > 0 {
        let lost = created.saturating_sub(sink::spans());
        let counted = (pipeline.dropped)().unwrap_or(0);
        print("exported", millions(sink::spans()));
        print("lost", millions(lost));
        print("uncounted", lost.abs_diff(counted) as f64);
    }
    if let Some(peak) = memory::peak() {
        print("peak", peak as f64 / f64::from(1 << 20));
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn millions(count: u64) -> f64 {
    count as f64 / 1e6
}

fn both(work: impl Fn() -> u64 + Sync) -> u64 {
    thread::scope(|scope| {
        let other = scope.spawn(&work);
        work() + other.join().expect("a unit of work does not panic")
    })
}

fn flat_out<L: Library>(end: Instant) -> u64 {
    let mut units = 0;
    while Instant::now() < end {
        black_box(L::family(black_box(SPANS - 1)));
        units += 1;
    }
    units
}
