//! Ticks: the cheapest monotonic clock the machine has, and how ticks become unix time on the collector.
//!
//! Nothing is calibrated before `main` or at install. The collector takes an [`Anchor`] at install and at every wake-up, and
//! converts with the slope between the first and the last of them.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::sync::fixed::{AtomicU8, AtomicU64, Ordering};

/// Ticks use the low 60 bits; the top four carry an outcome (see `slot`). 2^60 ticks at 4 GHz are nine years of uptime.
pub(crate) const TICKS: u64 = (1 << 60) - 1;

const UNDECIDED: u8 = 0;
const COUNTER: u8 = 1;
const SYSTEM: u8 = 2;
const MANUAL: u8 = 3;

static SOURCE: AtomicU8 = AtomicU8::new(UNDECIDED);
static MANUAL_NOW: AtomicU64 = AtomicU64::new(1);
static MANUAL_START: AtomicU64 = AtomicU64::new(0);

/// Proof that the processor's counter is the clock.
#[derive(Clone, Copy)]
pub(crate) struct Steady(());

/// Whether the processor's counter is the clock.
#[inline(always)]
pub(crate) fn steady() -> Option<Steady> {
    (SOURCE.load(Ordering::Relaxed) == COUNTER).then_some(Steady(()))
}

impl Steady {
    /// The current tick; never zero.
    #[inline(always)]
    pub(crate) fn ticks(self) -> u64 {
        #[cfg(all(target_arch = "x86_64", not(miri), not(loom)))]
        // SAFETY: every x86_64 processor has the instruction; that it counts steadily was checked before COUNTER was stored.
        let count = unsafe { core::arch::x86_64::_rdtsc() };
        #[cfg(all(target_arch = "aarch64", not(miri), not(loom)))]
        let count = {
            let count: u64;
            // SAFETY: the virtual counter may be read from user space on every operating system Rust's standard library supports.
            unsafe { core::arch::asm!("mrs {}, cntvct_el0", out(reg) count, options(nomem, nostack, preserves_flags)) };
            count
        };
        // Elsewhere COUNTER is never stored.
        #[cfg(not(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri), not(loom))))]
        let count = 1;
        count & TICKS
    }
}

/// The current tick; never zero.
#[inline(always)]
pub(crate) fn ticks() -> u64 {
    steady().map_or_else(slow_ticks, Steady::ticks)
}

#[cold]
fn slow_ticks() -> u64 {
    match SOURCE.load(Ordering::Relaxed) {
        MANUAL => MANUAL_NOW.load(Ordering::Relaxed),
        SYSTEM => system_ticks(),
        _ => {
            SOURCE.store(if counter_is_steady() { COUNTER } else { SYSTEM }, Ordering::Relaxed);
            ticks()
        }
    }
}

/// Nanoseconds since the first call, plus one.
fn system_ticks() -> u64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let elapsed = START.get_or_init(Instant::now).elapsed().as_nanos();
    (u64::try_from(elapsed).unwrap_or(TICKS - 1) + 1) & TICKS
}

/// Whether the processor's counter runs at one rate on all cores, asleep or awake.
fn counter_is_steady() -> bool {
    #[cfg(all(target_arch = "x86_64", not(miri), not(loom)))]
    {
        #[allow(unused_unsafe, reason = "__cpuid became safe in a later release than the oldest we support")]
        // SAFETY: every x86_64 processor has the instruction.
        let invariant = unsafe {
            core::arch::x86_64::__cpuid(0x8000_0000).eax >= 0x8000_0007
                && core::arch::x86_64::__cpuid(0x8000_0007).edx & (1 << 8) != 0
        };
        // The kernel takes `tsc` off this list when it has seen it run unevenly.
        let trusted = std::fs::read_to_string("/sys/devices/system/clocksource/clocksource0/available_clocksource")
            .map_or(true, |list| list.split_whitespace().any(|name| name == "tsc"));
        invariant && trusted
    }
    #[cfg(all(target_arch = "aarch64", not(miri), not(loom)))]
    {
        true
    }
    #[cfg(not(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri), not(loom))))]
    {
        false
    }
}

/// Stops the clock at a unix time; the first call's is where ticks begin. For tests; affects the whole process.
pub(crate) fn stop_at(unix_nanos: u64) {
    let _ = MANUAL_START.compare_exchange(0, unix_nanos, Ordering::Relaxed, Ordering::Relaxed);
    let elapsed = unix_nanos.saturating_sub(MANUAL_START.load(Ordering::Relaxed));
    MANUAL_NOW.store((elapsed + 1).min(TICKS), Ordering::Relaxed);
    SOURCE.store(MANUAL, Ordering::Relaxed);
}

/// The same moment on three clocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anchor {
    ticks: u64,
    monotonic: Instant,
    unix_nanos: u64,
}

impl Anchor {
    pub(crate) fn now() -> Self {
        // Of three readings keep the tightest: a preempted reading would bend the slope.
        let read = || {
            let before = ticks();
            let (monotonic, wall) = (Instant::now(), SystemTime::now());
            let after = ticks();
            let unix_nanos = unix_nanos(wall);
            (after.wrapping_sub(before), Self { ticks: before + after.wrapping_sub(before) / 2, monotonic, unix_nanos })
        };
        let readings = [read(), read(), read()];
        readings.into_iter().min_by_key(|(width, _)| *width).map_or_else(|| read().1, |(_, anchor)| anchor)
    }
}

/// A time as nanoseconds since the unix epoch; times before it are the epoch.
pub(crate) fn unix_nanos(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |d| u64::try_from(d.as_nanos()).unwrap_or(u64::MAX))
}

/// Converts ticks to unix nanoseconds: a multiplication and a shift.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeline {
    ticks: u64,
    unix_nanos: u64,
    /// Nanoseconds a tick, as a 32.32 fixed point number.
    rate: u64,
}

impl Timeline {
    /// The line through two anchors. The wall clock is the later one's, so that its corrections are followed.
    pub(crate) fn between(first: &Anchor, last: &Anchor) -> Self {
        let ticks = last.ticks.wrapping_sub(first.ticks);
        let nanos = last.monotonic.saturating_duration_since(first.monotonic).as_nanos();
        let manual = matches!(SOURCE.load(Ordering::Relaxed), MANUAL | SYSTEM);
        let rate = if manual || ticks == 0 {
            1 << 32
        } else {
            u64::try_from((nanos << 32) / u128::from(ticks)).unwrap_or(1 << 32)
        };
        if SOURCE.load(Ordering::Relaxed) == MANUAL {
            return Self { ticks: 1, unix_nanos: MANUAL_START.load(Ordering::Relaxed), rate };
        }
        Self { ticks: last.ticks, unix_nanos: last.unix_nanos, rate }
    }

    /// The unix time of a tick, in nanoseconds.
    #[inline]
    pub(crate) fn unix_nanos(&self, ticks: u64) -> u64 {
        if ticks >= self.ticks {
            self.unix_nanos.saturating_add(self.nanos(ticks - self.ticks))
        } else {
            self.unix_nanos.saturating_sub(self.nanos(self.ticks - ticks))
        }
    }

    /// How long so many ticks are.
    #[inline]
    pub(crate) fn nanos(&self, ticks: u64) -> u64 {
        ((u128::from(ticks) * u128::from(self.rate)) >> 32) as u64
    }
}

#[cfg(all(test, not(loom)))]
mod tests;
