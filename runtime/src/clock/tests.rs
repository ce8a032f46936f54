//! Ticks become unix time on the line through two anchors.

use std::time::Duration;

use super::*;

fn anchors(ticks: u64, elapsed: Duration) -> (Anchor, Anchor) {
    let monotonic = Instant::now();
    let first = Anchor { ticks: 1000, monotonic, unix_nanos: 5_000_000_000 };
    let last = Anchor { ticks: 1000 + ticks, monotonic: monotonic + elapsed, unix_nanos: 7_000_000_000 };
    (first, last)
}

#[test]
fn the_slope_is_what_the_monotonic_clock_says() {
    // Three ticks a nanosecond.
    let (first, last) = anchors(3_000_000_000, Duration::from_secs(1));
    let line = Timeline { ticks: last.ticks, unix_nanos: last.unix_nanos, rate: (1 << 32) / 3 };
    assert_eq!(line.unix_nanos(last.ticks), 7_000_000_000, "the wall clock is the later one's");
    let between = Timeline::between(&first, &last);
    if SOURCE.load(Ordering::Relaxed) == COUNTER {
        assert_eq!(between.rate, line.rate);
        let second_before = between.unix_nanos(last.ticks - 3_000_000_000);
        assert!(second_before.abs_diff(6_000_000_000) <= 1, "{second_before}");
    }
}

#[test]
fn times_before_and_after_the_anchors_do_not_wrap() {
    let line = Timeline { ticks: 1000, unix_nanos: 500, rate: 1 << 32 };
    assert_eq!((line.unix_nanos(1000), line.unix_nanos(1007), line.unix_nanos(900)), (500, 507, 400));
    assert_eq!(line.unix_nanos(0), 0, "not before the epoch");
    assert_eq!(Timeline { unix_nanos: u64::MAX - 1, ..line }.unix_nanos(TICKS), u64::MAX);
}

#[test]
fn anchors_without_distance_make_a_line_all_the_same() {
    let (first, _) = anchors(0, Duration::ZERO);
    let line = Timeline::between(&first, &first);
    assert_eq!(line.unix_nanos(first.ticks), 5_000_000_000);
}

#[test]
fn ticks_go_on_and_are_never_zero() {
    let before = ticks();
    let anchor = Anchor::now();
    let after = ticks();
    assert!(before > 0 && before <= anchor.ticks && anchor.ticks <= after && after <= TICKS);
}

#[test]
fn unix_time_is_within_its_range() {
    assert_eq!(unix_nanos(UNIX_EPOCH - Duration::from_secs(1)), 0);
    assert_eq!(unix_nanos(UNIX_EPOCH + Duration::from_nanos(7)), 7);
    assert_eq!(unix_nanos(UNIX_EPOCH + Duration::from_secs(1 << 40)), u64::MAX);
}
