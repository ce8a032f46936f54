//! A program with rules.

#[cfg(feature = "annotated")]
use traced::traced as maybe;

pub mod db;

use traced::traced;

#[traced]
pub fn pay(cents: u32, iban: &str) -> u32 {
    cents + u32::from(iban.is_empty())
}

#[traced]
pub mod bulk {
    pub struct Store;

    impl Store {
        pub fn load(&self, key: u32) -> u32 {
            key + 1
        }

        pub fn save(&self, key: u32) -> u32 {
            key + 2
        }
    }

    pub mod inner {
        pub fn deep(key: u32) -> u32 {
            key + 3
        }

        pub fn other(key: u32) -> u32 {
            key + 4
        }
    }
}

#[traced]
pub fn quiet(n: u32) -> u32 {
    n
}

/// Compiled with and without the attribute: see `tests/left_out.rs`.
#[cfg_attr(feature = "annotated", maybe)]
#[unsafe(no_mangle)]
#[inline(never)]
pub fn same(numbers: &[u64], limit: u64) -> Result<u64, String> {
    let sum: u64 = numbers.iter().map(|number| number * number).sum();
    if sum > limit { Err(format!("{sum} is more than {limit}")) } else { Ok(sum) }
}
