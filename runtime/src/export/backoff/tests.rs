//! Waits are as long as they should be.

use std::time::{Duration, Instant};

use super::Backoff;

#[test]
fn waits_double_to_half_a_minute_and_lose_up_to_half() {
    let mut backoff = Backoff::default();
    for millis in [200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000] {
        let longest = Duration::from_millis(millis);
        let before = Instant::now();
        let wait = backoff.next_try(None) - before;
        assert!(wait >= longest / 2 && wait <= longest + before.elapsed(), "{wait:?} of {longest:?}");
    }
}

#[test]
fn what_a_peer_asks_for_is_obeyed_even_where_it_means_never() {
    let mut backoff = Backoff::default();
    assert!(backoff.next_try(Some(Duration::ZERO)) <= Instant::now());
    assert!(backoff.next_try(Some(Duration::MAX)) > Instant::now() + Duration::from_secs(3600));
}
