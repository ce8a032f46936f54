//! What places bring: how many spans each, what they add up to, which of them are too short to keep, and which places have to rest. The collector's.

use std::time::{Duration, Instant};

use crate::{
    batch::{BatchData, DISCARDED, FAILURE},
    callsite::Callsite,
    counters::RESTS,
    metrics,
    outcome::Outcome,
    policy::{self, Limit},
    sync::fixed::Ordering,
};

/// As good as never.
const FAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

#[derive(Default)]
pub(crate) struct Watch {
    version: u64,
    limits: Vec<Limit>,
    /// Some place may have to rest.
    limits_rates: bool,
    /// By the places' numbers: how many spans in this time, and when it began.
    brought: Vec<(u64, Option<Instant>)>,
}

impl Watch {
    /// Counts the spans of a batch, and marks those that are too short as not to be exported; returns how many.
    pub(crate) fn look(&mut self, batch: &mut BatchData, now: Instant) -> u64 {
        self.ask();
        // Looking at all spans costs something: it is done for rules.
        if self.version == 0 {
            return 0;
        }
        Self::count_hits(batch);
        if self.limits.is_empty() {
            return 0;
        }
        let mut short = 0;
        let mut adding = None;
        for row in &mut batch.rows {
            let Some(limit) = self.limits.get(row.site.index()) else { continue };
            if *limit == Limit::default() {
                continue;
            }
            let failed = row.outcome != Outcome::Returned || row.marks & FAILURE != 0;
            let took = || Duration::from_nanos(batch.timeline.nanos(row.end.saturating_sub(row.start)));
            if limit.metrics && row.marks & DISCARDED == 0 {
                let adding = adding.get_or_insert_with(metrics::adding);
                adding.add(row.site, took(), row.outcome, row.marks & FAILURE != 0);
            }
            if !limit.least.is_zero() && !failed && row.marks & DISCARDED == 0 && took() < limit.least {
                row.marks |= DISCARDED;
                short += 1;
            }
            if let Some((most, time)) = limit.most {
                self.count(row.site, most, time, now);
            }
        }
        short
    }

    /// Whether there is a place that may have to rest.
    pub(crate) fn limits_rates(&mut self) -> bool {
        self.ask();
        self.limits_rates
    }

    /// Other rules may hold by now.
    fn ask(&mut self) {
        let version = policy::version();
        if version != self.version {
            (self.version, self.limits) = (version, policy::limits());
            self.limits_rates = self.limits.iter().any(|limit| limit.most.is_some());
            self.brought.clear();
            self.brought.resize(self.limits.len(), (0, None));
        }
    }

    /// A place's count shares a line with its state, which callers read: it is written once for many spans.
    fn count_hits(batch: &BatchData) {
        const PLACES: usize = 32;
        let mut counts: [(Option<&'static Callsite>, u64); PLACES] = [(None, 0); PLACES];
        for row in &batch.rows {
            let (site, count) = &mut counts[row.site.index() % PLACES];
            match site {
                Some(site) if std::ptr::eq(*site, row.site) => *count += 1,
                _ => {
                    if let Some(before) = site.replace(row.site) {
                        before.count_hits(*count);
                    }
                    *count = 1;
                }
            }
        }
        for (site, count) in counts {
            if let Some(site) = site {
                site.count_hits(count);
            }
        }
    }

    fn count(&mut self, site: &'static Callsite, most: u64, time: Duration, now: Instant) {
        let Some((count, began)) = self.brought.get_mut(site.index()) else { return };
        let mut since = *began.get_or_insert(now);
        if now.saturating_duration_since(since) >= time {
            (*count, since, *began) = (0, now, Some(now));
        }
        *count += 1;
        // A time that never ends is over when other rules come.
        let until = since.checked_add(time).unwrap_or(now + FAR);
        if *count > most && !site.is_off() && policy::rest(site, until, self.version) {
            RESTS.fetch_add(1, Ordering::Relaxed);
        }
    }
}
