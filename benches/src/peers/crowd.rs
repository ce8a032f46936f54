//! A crowd of idle tasks: how much memory each takes while it waits.

use traced_benches::children::print;
use traced_benches::memory;

use crate::child::runtime;
use crate::library::{Library, Pipeline};

/// Spawns `tasks` that wait for ever, lets each run once, and prints what each has added to this process.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub fn run<L: Library>(mut pipeline: Pipeline, tasks: u64) {
    let runtime = runtime();
    // Whatever is made once is made before the first reading.
    runtime.block_on(async {
        drop(tokio::spawn(L::idle(0)));
        tokio::spawn(async {}).await.expect("it does nothing");
    });
    (pipeline.flush)();
    let Some(before) = memory::resident() else { return };
    runtime.block_on(async {
        for i in 0..tasks {
            drop(tokio::spawn(L::idle(i)));
        }
        // The queue is served in order: when this one has run, all before it have been polled.
        tokio::spawn(async {}).await.expect("it does nothing");
    });
    (pipeline.flush)();
    let after = memory::resident().unwrap_or(before);
    print("bytes", after.saturating_sub(before) as f64 / tasks as f64);
    if let Some(dropped) = (pipeline.dropped)() {
        print("arrived", 1.0 - dropped as f64 / tasks as f64);
    }
    // Tearing down the crowd is not what is measured.
    std::process::exit(0);
}
