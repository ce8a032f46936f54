//! What a child process does: one case of one library, then its figures on standard output.

use std::hint::black_box;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use traced_benches::bursts::{Plan, Sample, measure};
use traced_benches::children::print;
use traced_benches::{allocations, futures};

use crate::case::Case;
use crate::library::{Library, Pipeline};
use crate::{crowd, flat, instructions, sink};

/// How long to measure.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// CPU time for one figure.
    pub budget: Duration,
    /// Wall time of the flat-out run.
    pub flat_out: Duration,
    /// Idle tasks.
    pub tasks: u64,
}

impl Effort {
    /// For figures that are quoted.
    pub const FULL: Self =
        Self { budget: Duration::from_millis(120), flat_out: Duration::from_secs(3), tasks: 100_000 };
    /// For seeing that everything runs.
    pub const QUICK: Self =
        Self { budget: Duration::from_millis(2), flat_out: Duration::from_millis(50), tasks: 1_000 };
}

/// A runtime whose tasks run on the calling thread, so that what they cost is seen there.
pub fn runtime() -> Runtime {
    Builder::new_current_thread().build().expect("a runtime without drivers can always be made")
}

/// Measures `case`; prints nothing where the library has no such thing.
pub fn run<L: Library>(case: Case, effort: Effort) {
    if L::LACKS.contains(&case) {
        return;
    }
    let Some(pipeline) = L::install(case.mode()) else { return };
    let budget = effort.budget;
    match case {
        Case::Off => report(silent(pipeline, Plan::silent(1, budget), || L::call(black_box(7)))),
        Case::Instructions => instructions::run(L::call),
        Case::Unsampled => report(silent(pipeline, Plan::silent(1001, budget), || L::family(black_box(1000)))),
        Case::Family1 => family::<L>(pipeline, 1, budget),
        Case::Family10 => family::<L>(pipeline, 10, budget),
        Case::Family100 | Case::Otlp => family::<L>(pipeline, 100, budget),
        Case::Family1000 => family::<L>(pipeline, 1000, budget),
        Case::Arguments | Case::OtlpArguments => {
            recording(pipeline, Plan::recording(101, budget), || L::arguments(black_box(100)));
        }
        Case::Failures | Case::OtlpFailures => {
            recording(pipeline, Plan::recording(101, budget), || L::failures(black_box(100)));
        }
        Case::Nested => recording(pipeline, Plan::recording(10, budget), || L::nested(black_box(10))),
        Case::Ready => {
            recording(pipeline, tasks(budget), || futures::run(L::ready(black_box(100))));
        }
        Case::Yields => {
            // fastrace sends something on every poll: a thousand times a unit.
            let plan = Plan { spans_per_unit: 101, units_per_burst: 8, budget };
            recording(pipeline, plan, || futures::run(L::yields(black_box(100))));
        }
        // One span, one thousand polls: figures are per poll.
        Case::Polls => {
            let plan = Plan { spans_per_unit: 1000, units_per_burst: 8, budget };
            report(silent(pipeline, plan, || futures::run(L::polls(black_box(1000)))));
        }
        Case::Spawn => {
            let runtime = runtime();
            recording(pipeline, tasks(budget), || runtime.block_on(L::spawns(black_box(100))));
        }
        Case::Allocations => count(pipeline, || L::family(black_box(100))),
        Case::AllocationsArguments => count(pipeline, || L::arguments(black_box(100))),
        Case::Flat => flat::run::<L>(pipeline, effort.flat_out),
        Case::Sizes => {
            for (level, size) in (1..).zip(L::sizes()) {
                print(&format!("level-{level}"), f64::from(u32::try_from(size).unwrap_or(u32::MAX)));
            }
        }
        Case::Idle => crowd::run::<L>(pipeline, effort.tasks),
        // Has programs of its own, one a library: what runs before `main` must not be all libraries' at once.
        Case::Startup => {}
    }
}

/// A hundred children of which fastrace sends each on its own, so that a thread's queue holds fewer of them.
fn tasks(budget: Duration) -> Plan {
    Plan { spans_per_unit: 101, units_per_burst: 48, budget }
}

fn family<L: Library>(pipeline: Pipeline, children: u64, budget: Duration) {
    recording(pipeline, Plan::recording(1 + children, budget), || L::family(black_box(children)));
}

fn silent(mut pipeline: Pipeline, plan: Plan, mut unit: impl FnMut() -> u64) -> Sample {
    measure(plan, || _ = black_box(unit()), || (pipeline.flush)(), pipeline.finish)
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn recording(pipeline: Pipeline, plan: Plan, unit: impl FnMut() -> u64) {
    let sample = silent(pipeline, plan, unit);
    report(sample);
    let arrived = sink::spans();
    if arrived > 0 {
        print("arrived", arrived as f64 / (sample.spans + sample.warm_up) as f64);
        print("bytes", sink::bytes() as f64 / arrived as f64);
    }
}

fn report(sample: Sample) {
    print("thread", sample.thread);
    print("process", sample.process);
}

/// Heap allocations per span, in steady state: everything has run for some time before they are counted.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn count(mut pipeline: Pipeline, unit: impl Fn() -> u64) {
    const UNITS: u64 = 160;
    const BURSTS: u64 = 20;
    let burst = || (0..UNITS).for_each(|_| _ = black_box(unit()));
    for _ in 0..20 {
        burst();
        (pipeline.flush)();
    }
    let (mut thread, mut process) = (0, 0);
    for _ in 0..BURSTS {
        allocations::start();
        burst();
        thread += allocations::so_far().thread;
        (pipeline.flush)();
        process += allocations::so_far().process;
        allocations::stop();
    }
    let spans = (BURSTS * UNITS * 101) as f64;
    print("thread", thread as f64 / spans);
    print("process", process as f64 / spans);
}
