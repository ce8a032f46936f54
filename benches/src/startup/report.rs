//! What start-up costs: CPU before `main`, CPU in `install`, CPU of calling every function for the first time.

use std::hint::black_box;

use traced_benches::bursts::per;
use traced_benches::children::print;
use traced_benches::clocks::process_cpu;

/// Call it first thing in `main`.
pub fn run(install: impl FnOnce(), all: fn() -> u64) {
    let before = process_cpu();
    install();
    let installed = process_cpu();
    black_box(all());
    let called = process_cpu();
    // In milliseconds.
    print("main", per(before, 1_000_000));
    print("install", per(installed.saturating_sub(before), 1_000_000));
    print("cpu", per(installed, 1_000_000));
    print("calls", per(called.saturating_sub(installed), 1_000_000));
}
