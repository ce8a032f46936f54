//! The measuring loop: bursts of work on this thread, then everything flushed, until the time is used.
//!
//! A burst is short enough that no library here has to drop a span. The calling thread's figure covers the bursts alone;
//! the process' figure covers everything, flushes and shutdown included.

use std::time::Duration;

use crate::clocks::{process_cpu, thread_cpu};

/// Spans between two flushes: what a busy process makes in the second that most collectors here wait.
pub const SPANS_IN_A_BURST: u64 = 65_536;

/// Traces between two flushes at the most: fastrace loses what a thread sends beyond ten thousand commands, four a trace.
const UNITS_IN_A_BURST: u64 = 2_048;

/// What to repeat, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Spans that one unit makes; figures are per span.
    pub spans_per_unit: u64,
    /// Units between two flushes.
    pub units_per_burst: u64,
    /// CPU time to spend in bursts, after a fifth of it as warm-up.
    pub budget: Duration,
}

impl Plan {
    /// Bursts of [`SPANS_IN_A_BURST`] spans.
    #[must_use]
    pub fn recording(spans_per_unit: u64, budget: Duration) -> Self {
        let units_per_burst = (SPANS_IN_A_BURST / spans_per_unit).clamp(1, UNITS_IN_A_BURST);
        Self { spans_per_unit, units_per_burst, budget }
    }

    /// Long bursts, for what leaves nothing to be flushed.
    #[must_use]
    pub fn silent(spans_per_unit: u64, budget: Duration) -> Self {
        let spans = if budget < Duration::from_millis(20) { 1 << 16 } else { 1 << 20 };
        Self { spans_per_unit, units_per_burst: (spans / spans_per_unit).max(1), budget }
    }
}

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Nanoseconds of the calling thread, per span.
    pub thread: f64,
    /// Nanoseconds of CPU of the whole process, per span.
    pub process: f64,
    /// Spans made while measured.
    pub spans: u64,
    /// Spans made before, to warm up.
    pub warm_up: u64,
}

/// Runs `unit` in bursts, each followed by `flush`; after the last one `finish` ends the library.
pub fn measure(plan: Plan, mut unit: impl FnMut(), mut flush: impl FnMut(), finish: impl FnOnce()) -> Sample {
    let mut bursts = |budget: Duration| {
        let (mut used, mut units) = (Duration::ZERO, 0);
        while used < budget || units == 0 {
            let start = thread_cpu();
            for _ in 0..plan.units_per_burst {
                unit();
            }
            used += thread_cpu().saturating_sub(start);
            units += plan.units_per_burst;
            flush();
        }
        (used, units * plan.spans_per_unit)
    };
    let (_, warm_up) = bursts(plan.budget / 5);
    let before = process_cpu();
    let (used, spans) = bursts(plan.budget);
    finish();
    let process = process_cpu().saturating_sub(before);
    Sample { thread: per(used, spans), process: per(process, spans), spans, warm_up }
}

/// Nanoseconds of `time` for each of `count`.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub fn per(time: Duration, count: u64) -> f64 {
    time.as_nanos() as f64 / count.max(1) as f64
}
