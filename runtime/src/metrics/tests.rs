//! Sums, buckets and shares. Bounds are those of OpenTelemetry's exponential histograms of scale 0: of nanoseconds, `(2^i, 2^(i+1)]`.

use std::time::Duration;

use super::{BUCKETS, Metrics, bucket};
use crate::outcome::Outcome;

fn of(nanos: impl IntoIterator<Item = u64>) -> Metrics {
    let mut metrics = Metrics::NONE;
    nanos.into_iter().for_each(|nanos| metrics.add(Duration::from_nanos(nanos), Outcome::Returned, false));
    metrics
}

fn buckets(metrics: &Metrics) -> Vec<(u128, u64)> {
    metrics.buckets().map(|(bound, count)| (bound.as_nanos(), count)).collect()
}

#[test]
fn bounds_belong_to_the_bucket_they_end() {
    assert_eq!(buckets(&of([0, 1, 2, 3, 4, 5, 8, 9])), [(1, 2), (2, 1), (4, 2), (8, 2), (16, 1)]);
    assert_eq!(buckets(&of([1 << 40, (1 << 40) + 1])), [(1 << 40, 1), (1 << 41, 1)]);
    assert_eq!((bucket(Duration::MAX), bucket(Duration::from_nanos(u64::MAX))), (BUCKETS - 1, BUCKETS - 1));
}

#[test]
fn shares_are_bounds_of_buckets_and_no_more_than_the_longest() {
    // Ninety of up to 1024 ns, nine of up to 4096, one of 5000.
    let metrics = of((0..90).map(|n| 1000 + n / 4).chain([3000; 9]).chain([5000]));
    let within = |share| metrics.within(share).as_nanos();
    assert_eq!((within(0.0), within(0.5), within(0.9), within(0.91), within(0.99)), (1024, 1024, 1024, 4096, 4096));
    assert_eq!((within(1.0), within(7.0), within(f64::NAN)), (5000, 5000, 1024));
    assert_eq!((of([700]).within(0.5).as_nanos(), of([]).within(0.5).as_nanos()), (700, 0));
}

#[test]
fn each_call_ends_in_one_way() {
    let mut metrics = Metrics::NONE;
    for (outcome, failed) in [
        (Outcome::Returned, false),
        (Outcome::Returned, true),
        (Outcome::Errored, true),
        (Outcome::Panicked, true),
        (Outcome::Cancelled, false),
        (Outcome::NeverPolled, true),
    ] {
        metrics.add(Duration::from_nanos(10), outcome, failed);
    }
    assert_eq!((metrics.calls, metrics.errors, metrics.panics, metrics.cancelled), (6, 2, 1, 2));
    assert_eq!((metrics.total.as_nanos(), metrics.longest.as_nanos()), (60, 10));
}
