//! When to try again: later each time, and not at the same moment as everybody else.

use std::time::{Duration, Instant};

use crate::random;

/// The first wait; it doubles up to the longest.
const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(30);
/// Whoever asks for more than this asks for ever.
const EVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// Moments for further tries: after 200 ms, twice that, and so on up to 30 seconds, each wait shortened by a random part of up to half, so
/// that many processes do not come back at once. What the runtime does with batches, for exporters with queues of their own.
///
/// ```
/// use std::time::{Duration, Instant};
/// use traced_runtime::export::Backoff;
///
/// let mut backoff = Backoff::default();
/// let first = backoff.next_try(None).duration_since(Instant::now());
/// assert!(first <= Duration::from_millis(200));
/// // The peer named the time.
/// assert!(backoff.next_try(Some(Duration::from_secs(60))) > Instant::now() + Duration::from_secs(59));
/// ```
#[derive(Clone, Debug)]
pub struct Backoff {
    wait: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { wait: FIRST }
    }
}

impl Backoff {
    /// The moment of the next try, `asked` from now where the peer asked for that.
    pub fn next_try(&mut self, asked: Option<Duration>) -> Instant {
        let shortened = self.wait / 2 + self.wait.mul_f64(random::next_u64() as f64 / u64::MAX as f64 / 2.0);
        self.wait = (self.wait * 2).min(LONGEST);
        // Peers may ask for more than there is.
        Instant::now() + asked.unwrap_or(shortened).min(EVER)
    }
}

#[cfg(test)]
mod tests;
