//! For users' tests: what did this piece of code record?

use std::{fmt::Write, future::Future};

use crate::{
    clock,
    collector::{self, Collector},
    context::{RANDOM, SAMPLED},
    cursor::Cursor,
    data::SpanData,
    export::Tree,
    id::{SpanId, TraceId},
    outcome::Outcome,
    policy, random, scope,
    strand::{EXPLICIT, Origin, Strand},
    task::Task,
};

/// What was recorded while some code ran, and what the code returned.
#[derive(Debug)]
pub struct Run<T> {
    value: T,
    spans: Vec<SpanData>,
}

/// Memory for captures, where nothing was installed.
const BUDGET: usize = 64 << 20;

struct Capture {
    collector: &'static Collector,
    strand: &'static Strand,
    route: u32,
}

impl Capture {
    fn open() -> Option<Self> {
        let collector = collector::start(BUDGET)?;
        policy::ensure_on();
        let route = collector.open_capture();
        let trace_id = TraceId::new(random::next_u128());
        let flags = u32::from(SAMPLED | RANDOM);
        let strand = Strand::begin(Origin { trace_id, parent: SpanId::INVALID, flags, route, extras: None })?;
        strand.set_flags(EXPLICIT);
        Some(Self { collector, strand, route })
    }

    fn close<T>(&self, value: T) -> Run<T> {
        let mut spans = self.collector.close_capture(self.route);
        spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        Run { value, spans }
    }
}

/// Runs a closure and returns what was recorded: by it, and by tasks and threads that carried its context and have ended.
///
/// Needs nothing installed. Tests that run in parallel do not see each other's spans.
///
/// # Panics
/// If the closure does; and if the system has no memory or thread to record with.
pub fn capture<T>(f: impl FnOnce() -> T) -> Run<T> {
    let Some(capture) = Capture::open() else { panic!("capturing spans: no memory or no thread for the collector") };
    struct Leave(&'static Strand);
    impl Drop for Leave {
        fn drop(&mut self) {
            scope::leave(self.0, Cursor::anchored(self.0));
        }
    }
    scope::enter(capture.strand);
    let leave = Leave(capture.strand);
    let value = f();
    drop(leave);
    capture.close(value)
}

/// As [`capture`], for a future.
///
/// # Panics
/// As [`capture`].
pub async fn capture_async<F: Future>(future: F) -> Run<F::Output> {
    let Some(capture) = Capture::open() else { panic!("capturing spans: no memory or no thread for the collector") };
    let task = Task::under(Some(capture.strand));
    let value = crate::carry::InSpan::on(task, future).await;
    capture.close(value)
}

/// Stops the clock: from now on all spans of the process start and end at this time, until it is set again, later.
///
/// For tests in which times are to be exact; call it before anything is recorded, in a process of its own.
pub fn set_clock(time: std::time::SystemTime) {
    clock::stop_at(clock::unix_nanos(time));
}

impl<T> Run<T> {
    /// What the code returned.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// What the code returned.
    pub fn into_value(self) -> T {
        self.value
    }

    /// What was recorded, in start order.
    pub fn spans(&self) -> &[SpanData] {
        &self.spans
    }

    /// The first span with this name.
    ///
    /// # Panics
    /// If there is none; the message shows the tree.
    #[track_caller]
    pub fn span(&self, name: &str) -> &SpanData {
        match self.spans.iter().find(|span| span.name == name) {
            Some(span) => span,
            None => panic!("no span {name:?} in\n{}", self.tree()),
        }
    }

    /// One line a span, two spaces an indent: `name key=value … !outcome`, children in start order. Nothing in it depends on time.
    pub fn tree(&self) -> String {
        let mut text = String::new();
        Tree::new(&self.spans).walk(|span, depth| {
            text.extend(std::iter::repeat_n("  ", depth));
            text.push_str(&span.name);
            for (key, value) in span.tags.iter().filter(|(key, _)| key != "error") {
                // Writing to a string does not fail.
                let _ = write!(text, " {key}={value}");
            }
            if span.outcome != Outcome::Returned {
                text.push_str(" !");
                text.push_str(span.outcome.as_str());
            }
            text.push('\n');
        });
        text
    }
}
