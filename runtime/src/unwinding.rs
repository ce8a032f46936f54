//! When this thread last began to panic: it tells spans that unwind from those that began while others unwound.

use std::cell::Cell;

use crate::clock::ticks;

thread_local! {
    /// 0 for never.
    static BEGAN: Cell<u64> = const { Cell::new(0) };
}

/// The thread begins to panic.
pub(crate) fn begin() {
    BEGAN.set(ticks());
}

/// Whether what started at this tick did so while the thread was panicking.
pub(crate) fn has_begun_before(start: u64) -> bool {
    (1..start).contains(&BEGAN.get())
}

/// Forgets a panic that was caught; the next may come without a word, as `resume_unwind` does.
#[inline]
pub(crate) fn settle() {
    if BEGAN.get() != 0 && !std::thread::panicking() {
        BEGAN.set(0);
    }
}
