//! `Retry-After`: seconds, or the moment as an HTTP date.

use std::time::{Duration, SystemTime};

/// How long to wait; `None` for what is neither. A moment that has passed is no wait.
pub(crate) fn parse(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = httpdate::parse_http_date(value).ok()?;
    Some(moment.duration_since(now).unwrap_or_default())
}
