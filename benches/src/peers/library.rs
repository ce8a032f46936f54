//! One program, written once for each library: what a case calls.

use std::fmt;
use std::future::Future;

use crate::case::Case;

/// What a library is installed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Never installed; its functions are annotated all the same.
    Off,
    /// Installed, and the sampler says no to every trace.
    Unsampled,
    /// Spans are collected, handed to an exporter, and thrown away there. Queues are long enough that nothing is dropped.
    Discard,
    /// Spans are collected and encoded to OTLP/protobuf bytes.
    Otlp,
    /// As `Discard`, with the library's own limits and intervals.
    Defaults,
}

/// An installed library.
pub struct Pipeline {
    /// Returns when everything finished so far has reached the exporter.
    pub flush: Box<dyn FnMut()>,
    /// Flushes and shuts down.
    pub finish: Box<dyn FnOnce()>,
    /// How many spans the library itself says it dropped; `None` where it does not count.
    pub dropped: fn() -> Option<u64>,
}

impl Pipeline {
    /// Of a library that has nothing to flush.
    pub fn nothing() -> Self {
        Self { flush: Box::new(|| ()), finish: Box::new(|| ()), dropped: || None }
    }
}

/// What the failing function returns.
#[derive(Debug)]
pub struct Locked(pub u64);

impl fmt::Display for Locked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {} is locked", self.0)
    }
}

impl std::error::Error for Locked {}

/// Bytes that the nested futures of the `sizes` case carry.
pub type Load = [u8; 64];

/// The program. Every function here is never inlined, in every library, and does next to nothing.
pub trait Library {
    /// What it cannot do, or what would mean nothing with it.
    const LACKS: &[Case] = &[];

    /// Installs it; `None` where it knows no such mode.
    fn install(mode: Mode) -> Option<Pipeline>;

    /// One annotated call.
    fn call(x: u64) -> u64;
    /// A root with `children` calls: `1 + children` spans.
    fn family(children: u64) -> u64;
    /// A root with `children` calls that record two arguments, a `u64` and a `&str`.
    fn arguments(children: u64) -> u64;
    /// A root with `children` calls that return an `Err`, which is recorded.
    fn failures(children: u64) -> u64;
    /// `depth` spans, each in the one before.
    fn nested(depth: u64) -> u64;

    /// A root that awaits `children` futures that are ready at once.
    fn ready(children: u64) -> impl Future<Output = u64>;
    /// A root that awaits `children` futures that yield ten times each.
    fn yields(children: u64) -> impl Future<Output = u64>;
    /// One annotated future, a root, that yields `times` times.
    fn polls(times: u64) -> impl Future<Output = u64>;
    /// A root that spawns `children` tasks, one after the other, each a span below it.
    fn spawns(children: u64) -> impl Future<Output = u64>;
    /// A task with a span, a root, that waits for ever.
    fn idle(x: u64) -> impl Future<Output = u64> + Send + 'static;

    /// `size_of_val` of an annotated `async fn(b: [u8; 64]) -> Result<u8, String>`, then of one awaiting it, then of one awaiting that.
    fn sizes() -> [usize; 3];
}

/// The program of a module that has each part of it under its own name.
macro_rules! forward {
    () => {
        fn call(x: u64) -> u64 {
            call(x)
        }

        fn family(children: u64) -> u64 {
            family(children)
        }

        fn arguments(children: u64) -> u64 {
            arguments(children)
        }

        fn failures(children: u64) -> u64 {
            failures(children)
        }

        fn nested(depth: u64) -> u64 {
            nested(depth)
        }

        fn ready(children: u64) -> impl Future<Output = u64> {
            ready(children)
        }

        fn yields(children: u64) -> impl Future<Output = u64> {
            yields(children)
        }

        fn polls(times: u64) -> impl Future<Output = u64> {
            polls(times)
        }

        fn spawns(children: u64) -> impl Future<Output = u64> {
            spawns(children)
        }

        fn idle(x: u64) -> impl Future<Output = u64> + Send + 'static {
            idle(x)
        }
    };
}
pub(crate) use forward;
