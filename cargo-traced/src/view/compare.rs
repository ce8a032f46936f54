//! Two runs beside each other, by operation.

use std::{collections::BTreeMap, fmt::Write as _, time::Duration};

use super::{
    filter::Filter,
    shown::{escaped, short},
    span::Span,
};
use crate::output::{BAD, DIM, GOOD, paint};

/// How often an operation ran, and how long.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Totals {
    pub(super) calls: usize,
    pub(super) errors: usize,
    pub(super) total: Duration,
    pub(super) median: Duration,
}

/// By service and operation.
pub(super) fn totals<'a>(spans: &'a [Span], filter: &Filter) -> BTreeMap<(&'a str, &'a str), Totals> {
    let mut taken: BTreeMap<_, (Vec<Duration>, usize)> = BTreeMap::new();
    for span in spans.iter().filter(|span| filter.fits(span)) {
        let (took, errors) = taken.entry((&*span.service, &*span.name)).or_default();
        took.push(span.took());
        *errors += usize::from(span.failure.is_some());
    }
    let totals = |(mut took, errors): (Vec<Duration>, usize)| {
        took.sort_unstable();
        let middle = took.len() / 2;
        let median = match took.len() % 2 {
            1 => took[middle],
            _ => (took[middle - 1] + took[middle]) / 2,
        };
        Totals { calls: took.len(), errors, total: took.iter().sum(), median }
    };
    taken.into_iter().map(|(key, taken)| (key, totals(taken))).collect()
}

/// The table, with what takes most more time first.
pub(super) fn table(one: &[Span], other: &[Span], filter: &Filter) -> String {
    let (one, other) = (totals(one, filter), totals(other, filter));
    let mut keys: Vec<_> = one.keys().chain(other.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    let of = |totals: &BTreeMap<(&str, &str), Totals>, (service, name): (&str, &str)| {
        totals.get(&(service, name)).cloned().unwrap_or_default()
    };
    let mut rows: Vec<_> = keys.into_iter().map(|key| (key, of(&one, key), of(&other, key))).collect();
    let apart = |(_, one, other): &((&str, &str), Totals, Totals)| one.total.abs_diff(other.total);
    rows.sort_by_key(|row| (std::cmp::Reverse(apart(row)), row.0));
    let services: std::collections::BTreeSet<_> = rows.iter().map(|((service, _), ..)| *service).collect();
    let name = |(service, name): (&str, &str)| {
        escaped(&if services.len() > 1 { format!("{name} @{service}") } else { name.to_owned() })
    };
    let width = rows.iter().map(|(key, ..)| name(*key).chars().count()).max().unwrap_or(0).clamp(9, 50);
    let head = format!("{:width$}  {:>17}  {:>15}  {:>29}  {:>29}", "operation", "calls", "errors", "total", "median");
    let mut text = format!("{}\n", paint(DIM, head));
    for (key, one, other) in rows {
        let counts =
            |one: usize, other: usize| if one == other { one.to_string() } else { format!("{one} -> {other}") };
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "{:width$}  {:>17}  {:>15}  {}  {}",
            name(key),
            counts(one.calls, other.calls),
            counts(one.errors, other.errors),
            times(one.total, other.total),
            times(one.median, other.median),
        );
    }
    text
}

/// Two times, and how they differ in percent.
fn times(one: Duration, other: Duration) -> String {
    /// Less is no difference.
    const NOISE: f64 = 0.05;
    let share = if one.is_zero() { None } else { Some(other.as_secs_f64() / one.as_secs_f64() - 1.0) };
    let change = match share {
        _ if one == other => "=".to_owned(),
        Some(share) => format!("{:+.0}%", share * 100.0),
        None => "new".to_owned(),
    };
    let shown = format!("{:>29}", format!("{} -> {} {change:>6}", short(one), short(other)));
    match share {
        Some(share) if share > NOISE => paint(BAD, shown),
        Some(share) if share < -NOISE => paint(GOOD, shown),
        _ => shown,
    }
}
