//! The rows of the table: which figure, in which words, against which target.

use crate::case::Case;
use crate::roster::Peer;

/// What a figure has to reach.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// At most this.
    AtMost(f64),
    /// At most so many times a peer's.
    Times(f64, Peer),
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Where the figure comes from.
    pub case: Case,
    /// Its name among the case's figures.
    pub metric: &'static str,
    /// What it is, with its unit.
    pub label: &'static str,
    /// Whether the plain function's figure is taken off every other one.
    pub over_plain: bool,
    /// What `traced` has to reach.
    pub targets: &'static [Target],
}

const fn row(case: Case, metric: &'static str, label: &'static str, targets: &'static [Target]) -> Row {
    Row { case, metric, label, over_plain: true, targets }
}

const fn absolute(case: Case, metric: &'static str, label: &'static str, targets: &'static [Target]) -> Row {
    Row { case, metric, label, over_plain: false, targets }
}

use Peer::{Fastrace, Floor, Otel, Plain};
use Target::{AtMost, Times};

/// All of them.
pub const ROWS: &[Row] = &[
    row(Case::Off, "thread", "switched off, ns a call", &[AtMost(0.6)]),
    row(Case::Instructions, "instructions", "switched off, instructions a call", &[AtMost(8.0)]),
    row(Case::Unsampled, "thread", "unsampled child, ns", &[AtMost(2.5)]),
    row(Case::Family1, "thread", "1+1, calling thread, ns a span", &[]),
    row(Case::Family1, "process", "1+1, whole process, ns a span", &[Times(0.15, Fastrace)]),
    row(Case::Family10, "thread", "1+10, calling thread, ns a span", &[]),
    row(Case::Family10, "process", "1+10, whole process, ns a span", &[]),
    row(Case::Family100, "thread", "1+100, calling thread, ns a span", &[Times(1.35, Floor), Times(0.45, Fastrace)]),
    row(Case::Family100, "process", "1+100, whole process, ns a span", &[Times(0.4, Fastrace)]),
    row(Case::Family1000, "thread", "1+1000, calling thread, ns a span", &[]),
    row(Case::Family1000, "process", "1+1000, whole process, ns a span", &[]),
    row(Case::Arguments, "thread", "two arguments, calling thread, ns a span", &[]),
    row(Case::Arguments, "process", "two arguments, whole process, ns a span", &[Times(0.08, Fastrace)]),
    row(Case::Failures, "thread", "an `Err`, calling thread, ns a span", &[]),
    row(Case::Failures, "process", "an `Err`, whole process, ns a span", &[Times(0.1, Fastrace)]),
    row(Case::Nested, "thread", "nested 10 deep, calling thread, ns a span", &[]),
    row(Case::Nested, "process", "nested 10 deep, whole process, ns a span", &[]),
    row(Case::Ready, "thread", "async, ready at once, ns a span", &[AtMost(35.0)]),
    row(Case::Ready, "process", "async, ready at once, whole process, ns a span", &[]),
    row(Case::Yields, "thread", "async, 10 yields (two spans polled each), ns a span", &[]),
    row(Case::Polls, "thread", "each further poll, ns", &[AtMost(4.0)]),
    row(Case::Spawn, "thread", "spawn with the context, ns a task", &[AtMost(90.0)]),
    row(Case::Spawn, "process", "spawn, whole process, ns a task", &[]),
    row(Case::Allocations, "thread", "heap allocations a span, calling thread", &[AtMost(0.0)]),
    row(Case::Allocations, "process", "heap allocations a span, whole process", &[]),
    row(Case::AllocationsArguments, "thread", "the same, two arguments, calling thread", &[AtMost(0.0)]),
    row(Case::AllocationsArguments, "process", "the same, two arguments, whole process", &[]),
    row(Case::Flat, "process", "two threads flat out 3 s, whole process, ns a span", &[Times(0.15, Fastrace)]),
    absolute(Case::Flat, "created", "- spans created, millions", &[]),
    absolute(Case::Flat, "exported", "- spans exported, millions", &[]),
    absolute(Case::Flat, "lost", "- spans lost, millions", &[]),
    absolute(Case::Flat, "uncounted", "- spans lost and not counted by the library", &[AtMost(0.0)]),
    // The budget of 64 MiB and 16 MiB for everything else.
    absolute(Case::Flat, "peak", "- peak resident memory, MiB", &[AtMost(80.0)]),
    row(Case::Otlp, "process", "1+100 to OTLP bytes, whole process, ns a span", &[AtMost(90.0), Times(0.15, Otel)]),
    absolute(Case::Otlp, "bytes", "- bytes a span", &[]),
    row(Case::OtlpArguments, "process", "two arguments to OTLP bytes, ns a span", &[AtMost(140.0)]),
    row(Case::OtlpFailures, "process", "an `Err` to OTLP bytes, ns a span", &[AtMost(220.0)]),
    absolute(Case::Sizes, "level-1", "future of `async fn(b: [u8; 64])`, 1 level, bytes", &[Times(1.0, Plain)]),
    absolute(Case::Sizes, "level-2", "- 2 levels", &[Times(1.0, Plain)]),
    absolute(Case::Sizes, "level-3", "- 3 levels", &[Times(1.0, Plain)]),
    row(Case::Idle, "bytes", "idle task of 100,000, bytes", &[AtMost(1024.0)]),
    row(Case::Startup, "main", "500 callsites: CPU before `main`, ms", &[]),
    row(Case::Startup, "install", "- CPU in `install`, ms", &[]),
    row(Case::Startup, "cpu", "- both, ms", &[AtMost(2.0)]),
];
