//! What there is to say at the end: which places brought spans, and what became of these.

use std::fmt;

use crate::{
    counters::{Stats, stats},
    export::short,
    metrics::Metrics,
    policy, registry,
};

/// What has come of tracing so far. As text it is two lines, and one for each place whose spans are added up.
///
/// ```
/// println!("{}", traced_runtime::account());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Account {
    /// Instrumented places.
    pub places: usize,
    /// Those that have brought spans; `None` where there are no rules, as it is counted for rules only.
    pub brought: Option<usize>,
    /// Those that rules have switched off.
    pub off: usize,
    /// Those that had to rest at least once, because they brought more spans than a rule allows. How often: [`Stats::rests`].
    pub rested: usize,
    /// What the spans of places add up to, where rules ask for it, by the modules' and the operations' names.
    pub metrics: Vec<(String, Metrics)>,
    /// What became of the spans.
    pub stats: Stats,
}

impl Account {
    /// Spans that have neither been exported nor dropped: they are open, or on their way. None after the shutdown.
    pub const fn open(&self) -> u64 {
        self.stats.created.saturating_sub(self.stats.exported + self.stats.dropped.total())
    }
}

/// The account now. It looks at every instrumented place.
pub fn account() -> Account {
    let (mut places, mut brought, mut metrics) = (0, 0, Vec::new());
    for place in registry::callsites() {
        places += 1;
        brought += usize::from(place.hits() > 0);
        metrics.extend(place.metrics().map(|metrics| (format!("{}::{}", place.module(), place.name()), metrics)));
    }
    metrics.sort_by(|(one, _), (other, _)| one.cmp(other));
    let (has_rules, off, rested) = policy::counts();
    Account { places, brought: has_rules.then_some(brought), off, rested, metrics, stats: stats() }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { places, off, rested, stats, .. } = self;
        let plural = if *places == 1 { "" } else { "s" };
        write!(f, "{places} place{plural}")?;
        if let Some(brought) = self.brought {
            write!(f, ", {brought} brought spans")?;
        }
        if *off > 0 {
            write!(f, ", {off} switched off by rules")?;
        }
        if *rested > 0 {
            let times = if stats.rests == 1 { "once".to_owned() } else { format!("{} times", stats.rests) };
            write!(f, ", {rested} brought too many and rested, {times}")?;
        }
        write!(f, "\n{stats}")?;
        if stats.dropped.total() > 0 {
            write!(f, " ({})", stats.dropped)?;
        }
        match self.open() {
            0 => {}
            open => write!(f, ", {open} open")?,
        }
        self.metrics.iter().try_for_each(|(name, metrics)| write!(f, "\n{name}: {}", Sums(metrics)))
    }
}

/// In a line.
struct Sums<'m>(&'m Metrics);

impl fmt::Display for Sums<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(metrics) = self;
        write!(f, "{} call{}", metrics.calls, if metrics.calls == 1 { "" } else { "s" })?;
        for (count, what) in
            [(metrics.errors, "failed"), (metrics.panics, "panicked"), (metrics.cancelled, "cancelled")]
        {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        let [half, most] = [0.5, 0.99].map(|share| short(metrics.within(share)));
        write!(f, "; half within {half}, 99 of 100 within {most}, the longest {}", short(metrics.longest))
    }
}
