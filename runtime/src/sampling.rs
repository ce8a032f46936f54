//! Samplers: whether a trace is recorded, decided once where it begins in this process, and carried in the context.

use std::{collections::HashMap, fmt, sync::Arc, time::Instant};

use crate::{
    cursor,
    id::TraceId,
    outcome::Kind,
    sync::fixed::{AtomicU64, Ordering},
};

/// What a sampler is asked about.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Sampling<'a> {
    /// The trace's id, new or the caller's.
    pub trace_id: TraceId,
    /// The operation that begins the trace here.
    pub operation: &'a str,
    /// Its kind.
    pub kind: Kind,
    /// What the remote caller decided; `None` where there is no remote caller, or it has left the decision to us.
    pub parent_sampled: Option<bool>,
}

/// Decides which traces are recorded. Cheap to clone; clones share their state.
#[derive(Clone)]
pub struct Sampler(Arc<Rule>);

enum Rule {
    Always,
    Never,
    /// Sampled when the id's low 63 bits are below this.
    Ratio(u64),
    RateLimit(Limiter),
    PerOperation(HashMap<String, Sampler>, Sampler),
    ParentBased(Sampler),
    Custom(Box<dyn Fn(&Sampling<'_>) -> bool + Send + Sync>),
}

impl Sampler {
    /// Every trace.
    pub fn always() -> Self {
        Self(Arc::new(Rule::Always))
    }

    /// No trace.
    pub fn never() -> Self {
        Self(Arc::new(Rule::Never))
    }

    /// This fraction of all traces, by trace id, so that services with the same ratio agree (OpenTelemetry `TraceIdRatioBased`: the
    /// low 63 bits of the id against a bound). Numbers outside 0 to 1 are taken for the nearer of the two; not-a-number for 0.
    pub fn ratio(ratio: f64) -> Self {
        let ratio = if ratio.is_nan() { 0.0 } else { ratio.clamp(0.0, 1.0) };
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "between 0 and 2^63"
        )]
        Self(Arc::new(Rule::Ratio((ratio * (1_u64 << 63) as f64) as u64)))
    }

    /// At most this many traces a second, with bursts of one second's worth (at least one trace). Zero or less is never.
    pub fn rate_limit(traces_per_second: f64) -> Self {
        if traces_per_second.is_nan() || traces_per_second <= 0.0 {
            return Self::never();
        }
        Self(Arc::new(Rule::RateLimit(Limiter::new(traces_per_second))))
    }

    /// A sampler for each operation, by name, and one for all others.
    pub fn per_operation<N: Into<String>>(operations: impl IntoIterator<Item = (N, Sampler)>, others: Sampler) -> Self {
        Self(Arc::new(Rule::PerOperation(
            operations.into_iter().map(|(name, sampler)| (name.into(), sampler)).collect(),
            others,
        )))
    }

    /// What the remote caller decided; this sampler where there is none.
    pub fn parent_based(root: Sampler) -> Self {
        Self(Arc::new(Rule::ParentBased(root)))
    }

    /// Whatever this function says. It runs on the thread that begins the trace; should it panic, the trace is not recorded.
    pub fn custom(decide: impl Fn(&Sampling<'_>) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(Rule::Custom(Box::new(decide))))
    }

    /// Whether to record.
    pub fn decide(&self, sampling: &Sampling<'_>) -> bool {
        match &*self.0 {
            Rule::Always => true,
            Rule::Never => false,
            Rule::Ratio(bound) => (sampling.trace_id.number() as u64) >> 1 < *bound,
            Rule::RateLimit(limiter) => limiter.admit(),
            Rule::PerOperation(operations, others) => {
                operations.get(sampling.operation).unwrap_or(others).decide(sampling)
            }
            Rule::ParentBased(root) => sampling.parent_sampled.unwrap_or_else(|| root.decide(sampling)),
            Rule::Custom(decide) => {
                // It may call what is instrumented, which would ask it again.
                let decide = || cursor::muted(|| decide(sampling));
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(decide)).unwrap_or(false)
            }
        }
    }
}

/// What the remote caller decided; every trace where there is none.
impl Default for Sampler {
    fn default() -> Self {
        Self::parent_based(Self::always())
    }
}

impl fmt::Debug for Sampler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Rule::Always => f.write_str("always"),
            Rule::Never => f.write_str("never"),
            #[allow(clippy::cast_precision_loss, reason = "shown to people")]
            Rule::Ratio(bound) => write!(f, "ratio({})", *bound as f64 / (1_u64 << 63) as f64),
            Rule::RateLimit(limiter) => write!(f, "rate_limit({}/s)", limiter.per_second),
            Rule::PerOperation(operations, others) => {
                f.debug_struct("per_operation").field("operations", operations).field("others", others).finish()
            }
            Rule::ParentBased(root) => write!(f, "parent_based({root:?})"),
            Rule::Custom(_) => f.write_str("custom"),
        }
    }
}

/// A leaky bucket in one number (generic cell rate algorithm): the time at which the bucket will be empty.
struct Limiter {
    start: Instant,
    per_second: f64,
    interval: u64,
    burst: u64,
    empty_at: AtomicU64,
}

impl Limiter {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and a float's cast saturates"
    )]
    fn new(per_second: f64) -> Self {
        let interval = (1e9 / per_second) as u64;
        Self {
            start: Instant::now(),
            per_second,
            interval,
            burst: 1_000_000_000.max(interval),
            empty_at: AtomicU64::new(0),
        }
    }

    fn admit(&self) -> bool {
        self.admit_at(u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX))
    }

    fn admit_at(&self, now: u64) -> bool {
        let next = |empty_at: u64| {
            let empty_at = empty_at.max(now).saturating_add(self.interval);
            (empty_at - now <= self.burst).then_some(empty_at)
        };
        self.empty_at.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).is_ok()
    }
}

#[cfg(test)]
mod tests;
