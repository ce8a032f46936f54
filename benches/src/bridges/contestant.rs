//! A bridge that is measured, and the table of three of them.

use std::hint::black_box;
use std::time::Duration;

use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use traced::export::{Batch, ExportError, Exporter};
use traced_benches::bursts::{Plan, measure};
use traced_benches::stats::median;
use traced_benches::table::{Table, number};

const ROUNDS: usize = 7;

/// Repetitions below one root.
pub const TIMES: u64 = 100;

/// Brings to its exporter what has ended.
pub type Flush<'f> = &'f dyn Fn();

/// What is measured, by name; the first is the loop and the root alone.
pub type Steps<'f> = Vec<(&'static str, Box<dyn Fn() + 'f>)>;

#[derive(Debug)]
pub struct Discard;

impl Exporter for Discard {
    fn export(&mut self, _: &Batch<'_>) -> Result<(), ExportError> {
        Ok(())
    }
}

impl SpanExporter for Discard {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        black_box(batch);
        Ok(())
    }
}

/// Runs something where the bridge is.
type Around<'f> = dyn Fn(&mut dyn FnMut()) + 'f;

/// A bridge: its steps, and what they run in.
pub struct Contestant<'f> {
    steps: Steps<'f>,
    around: Box<Around<'f>>,
    flush: Flush<'f>,
    /// The medians are taken of these, by step.
    thread: Vec<Vec<f64>>,
    process: Vec<Vec<f64>>,
}

impl<'f> Contestant<'f> {
    pub fn new(steps: Steps<'f>, around: impl Fn(&mut dyn FnMut()) + 'f, flush: Flush<'f>) -> Self {
        let figures = vec![Vec::new(); steps.len()];
        Self { steps, around: Box::new(around), flush, thread: figures.clone(), process: figures }
    }

    fn run(&mut self, step: usize, budget: Duration) {
        let plan = Plan { spans_per_unit: TIMES, units_per_burst: 128, budget };
        let mut sample = None;
        (self.around)(&mut || sample = Some(measure(plan, &self.steps[step].1, self.flush, || ())));
        if let Some(sample) = sample {
            self.thread[step].push(sample.thread);
            self.process[step].push(sample.process);
        }
    }

    fn median(figures: &[Vec<f64>], step: usize) -> f64 {
        let of = |step: usize| median(&figures[step]).unwrap_or(0.0);
        of(step) - of(0)
    }
}

/// Measures them in turns.
pub fn rounds(contestants: &mut [Contestant<'_>], budget: Duration) {
    for _ in 0..ROUNDS {
        for step in 0..contestants[0].steps.len() {
            contestants.iter_mut().for_each(|contestant| contestant.run(step, budget));
        }
    }
}

/// One with nothing behind it, ours, and theirs.
pub fn table(head: [&str; 4], contestants: [&Contestant<'_>; 3]) -> Table {
    let [what, plain, ours, theirs] = head;
    let mut table = Table::new(&[what, plain, ours, theirs, "whole process", "whole process"]);
    let [plain, ours, theirs] = contestants;
    for (step, (name, _)) in plain.steps.iter().enumerate().skip(1) {
        let thread = |it: &Contestant<'_>| Contestant::median(&it.thread, step);
        let process = |it: &Contestant<'_>| Contestant::median(&it.process, step);
        table.row(vec![
            (*name).to_owned(),
            number(thread(plain)),
            number(thread(ours) - thread(plain)),
            number(thread(theirs) - thread(plain)),
            number(process(ours) - process(plain)),
            number(process(theirs) - process(plain)),
        ]);
    }
    table
}
