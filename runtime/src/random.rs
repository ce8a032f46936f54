//! Random numbers for ids: per thread, no lock, no system call after a thread's first.

use std::{
    cell::Cell,
    hash::{BuildHasher, RandomState},
};

use crate::sync::fixed::{AtomicU64, Ordering};

thread_local! {
    static STATE: Cell<u64> = const { Cell::new(0) };
}

/// Tells threads apart that the operating system's seed might not.
static THREADS: AtomicU64 = AtomicU64::new(1);

#[cold]
fn seed() -> u64 {
    let thread = THREADS.fetch_add(1, Ordering::Relaxed);
    RandomState::new().hash_one((thread, std::process::id())) | 1
}

/// A random number. Ids need to be unlikely to meet, not hard to guess (W3C Trace Context §3.2.2.3).
///
/// wyrand: a Weyl sequence through one 128-bit multiplication; passes `PractRand`, about 1 ns.
#[inline]
pub(crate) fn next_u64() -> u64 {
    let step = |state: u64| state.wrapping_add(0xA076_1D64_78BD_642F);
    let mixed = |state: u64| {
        let wide = u128::from(state) * u128::from(state ^ 0xE703_7ED1_A0B4_28DB);
        (wide >> 64) as u64 ^ wide as u64
    };
    STATE
        .try_with(|state| {
            let mut current = state.get();
            if current == 0 {
                current = seed();
            }
            current = step(current);
            state.set(current);
            mixed(current)
        })
        .unwrap_or_else(|_| mixed(seed()))
}

/// A random number that is not zero.
#[inline]
pub(crate) fn next_u128() -> u128 {
    (u128::from(next_u64()) << 64 | u128::from(next_u64())).max(1)
}

#[cfg(all(test, not(loom)))]
mod tests;
