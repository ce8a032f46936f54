//! Quantities with their units: `"1ms"`, `"64MiB"`, `"1000/s"`.

use std::{fmt, time::Duration};

/// How often something may happen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// How often.
    pub count: u64,
    /// In which time.
    pub per: Duration,
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = TIMES.iter().find(|(_, nanos)| u128::from(*nanos) == self.per.as_nanos());
        match unit {
            Some((unit, _)) => write!(f, "{}/{unit}", self.count),
            None => write!(f, "{}/{:?}", self.count, self.per),
        }
    }
}

pub(crate) const DURATION: &str =
    "a number with a unit, such as `\"500us\"`, `\"1.5ms\"`, `\"30s\"`, `\"5min\"` or `\"1h\"`";
pub(crate) const SIZE: &str = "a number of bytes, or one with a unit, such as `\"64MiB\"`, `\"512KiB\"` or `\"10MB\"`";
pub(crate) const RATE: &str = "a whole number and a time, such as `\"1000/s\"`, `\"10/min\"` or `\"1/h\"`";

const TIMES: [(&str, u64); 7] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("min", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

const SIZES: [(&str, u64); 9] = [
    ("", 1),
    ("B", 1),
    ("KB", 1_000),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
];

/// The number, and the factor of its unit.
fn parts<'a>(text: &'a str, units: &[(&str, u64)]) -> Option<(&'a str, u64)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (_, factor) = units.iter().find(|(name, _)| *name == unit.trim())?;
    (!number.is_empty()).then_some((number, *factor))
}

/// A number, times its factor, in whole units.
fn scaled(number: &str, factor: u64) -> Option<u64> {
    let number = number.replace('_', "");
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || (fraction.is_empty() && number.ends_with('.')) || whole.is_empty() {
        return None;
    }
    let mut sum = whole.parse::<u64>().ok()?.checked_mul(factor)?;
    let mut place = factor;
    for digit in fraction.bytes() {
        place /= 10;
        sum = sum.checked_add(u64::from(digit - b'0') * place)?;
    }
    Some(sum)
}

/// A time with its unit, such as `1.5ms`, `30s` or `1h`; nothing where it is none.
pub fn duration(text: &str) -> Option<Duration> {
    let (number, factor) = parts(text, &TIMES)?;
    scaled(number, factor).map(Duration::from_nanos)
}

pub(crate) fn size(text: &str) -> Option<u64> {
    let (number, factor) = parts(text, &SIZES)?;
    scaled(number, factor)
}

pub(crate) fn rate(text: &str) -> Option<Rate> {
    let (count, unit) = text.split_once('/')?;
    let (_, nanos) = TIMES.iter().find(|(name, _)| *name == unit.trim())?;
    Some(Rate { count: count.trim().replace('_', "").parse().ok()?, per: Duration::from_nanos(*nanos) })
}
