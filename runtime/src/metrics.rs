//! What the spans of a place add up to, where rules ask for it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::{callsite::Callsite, outcome::Outcome};

/// The last takes all that is too long for the others.
const BUCKETS: usize = 64;

/// What the spans of one place add up to, since a rule has asked for it ([`Decision::metrics`](crate::Decision::metrics)).
///
/// It is the spans that are recorded which count: of traces that a sampler leaves out, and of a place that rests, there are none. Spans that were
/// dropped for being too short do count. They are counted when they are collected, so [`flush`](crate::Tracing::flush) before you look.
///
/// ```
/// use traced_runtime::{Decision, callsites};
/// let tracing = traced_runtime::builder().rules(|_| Decision { metrics: true, ..Decision::default() }).install()?;
/// // ..
/// for (place, metrics) in callsites().filter_map(|place| Some((place, place.metrics()?))) {
///     println!("{}: {} calls, {} failed, half within {:?}", place.name(), metrics.calls, metrics.errors, metrics.within(0.5));
/// }
/// # Ok::<(), traced_runtime::InstallError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metrics {
    /// Spans.
    pub calls: u64,
    /// Those that returned an error, or had one recorded.
    pub errors: u64,
    /// Those that unwound.
    pub panics: u64,
    /// Those whose futures were dropped before they were ready.
    pub cancelled: u64,
    /// Their durations together.
    pub total: Duration,
    /// The longest of them.
    pub longest: Duration,
    buckets: [u64; BUCKETS],
}

impl Metrics {
    const NONE: Self = Self {
        calls: 0,
        errors: 0,
        panics: 0,
        cancelled: 0,
        total: Duration::ZERO,
        longest: Duration::ZERO,
        buckets: [0; BUCKETS],
    };

    /// How many spans took how long: the durations up to which buckets go, each included, and what is in them and not in one before; empty ones
    /// are left out. Bounds are powers of two of a nanosecond, as those of an exponential histogram of scale 0 (OpenTelemetry's metrics data
    /// model, "Exponential Buckets").
    pub fn buckets(&self) -> impl Iterator<Item = (Duration, u64)> {
        let counted = self.buckets.iter().enumerate().filter(|(_, count)| **count > 0);
        counted.map(|(bucket, count)| (Duration::from_nanos(1 << bucket), *count))
    }

    /// How long this share of them took at most, from 0 to 1: half of them for 0.5. It is the upper bound of a bucket, so up to twice of what it was,
    /// but no more than the longest; zero where there are none.
    pub fn within(&self, share: f64) -> Duration {
        let wanted = (share.clamp(0.0, 1.0) * self.calls as f64).ceil().max(1.0) as u64;
        let mut seen = 0;
        let reached = self.buckets().find(|(_, count)| {
            seen += count;
            seen >= wanted
        });
        reached.map_or(self.longest, |(bound, _)| bound.min(self.longest))
    }

    fn add(&mut self, took: Duration, outcome: Outcome, failed: bool) {
        self.calls += 1;
        match outcome {
            Outcome::Panicked => self.panics += 1,
            Outcome::Cancelled | Outcome::NeverPolled => self.cancelled += 1,
            Outcome::Errored => self.errors += 1,
            Outcome::Returned => self.errors += u64::from(failed),
        }
        self.total = self.total.saturating_add(took);
        self.longest = self.longest.max(took);
        self.buckets[bucket(took)] += 1;
    }
}

/// The first bucket whose bound is not below.
fn bucket(took: Duration) -> usize {
    let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
    let bucket = nanos.checked_sub(1).map_or(0, |below| u64::BITS - below.leading_zeros());
    (bucket as usize).min(BUCKETS - 1)
}

/// By the places' numbers.
static METRICS: Mutex<BTreeMap<usize, Metrics>> = Mutex::new(BTreeMap::new());

/// The right to add; readers wait.
pub(crate) struct Adding(MutexGuard<'static, BTreeMap<usize, Metrics>>);

pub(crate) fn adding() -> Adding {
    Adding(METRICS.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Adding {
    pub(crate) fn add(&mut self, site: &Callsite, took: Duration, outcome: Outcome, failed: bool) {
        self.0.entry(site.index()).or_insert(Metrics::NONE).add(took, outcome, failed);
    }
}

impl Callsite {
    /// What its spans add up to; `None` where no rule asks for it, or there was none.
    pub fn metrics(&self) -> Option<Metrics> {
        adding().0.get(&self.index()).cloned()
    }
}

#[cfg(test)]
mod tests;
