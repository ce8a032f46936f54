//! Heap allocations, by the calling thread and by the whole process, counted only between `start` and `stop`.
//!
//! While it does not count it costs one relaxed load an allocation, so that it may stay in while time is measured.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

static COUNTING: AtomicBool = AtomicBool::new(false);
static PROCESS: AtomicU64 = AtomicU64::new(0);

thread_local! {
    // Const and without a destructor: reading it can never allocate, nor fail while a thread ends.
    static THREAD: Cell<u64> = const { Cell::new(0) };
}

/// The system's allocator, counting. Reallocation counts as one more.
#[derive(Debug)]
pub struct Counting;

#[inline(always)]
fn count() {
    if COUNTING.load(Ordering::Relaxed) {
        PROCESS.fetch_add(1, Ordering::Relaxed);
        THREAD.set(THREAD.get() + 1);
    }
}

// SAFETY: every call goes to the system's allocator unchanged; counting touches no memory it hands out.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are passed on as they are.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are passed on as they are.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are passed on as they are.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on as they are.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Allocations made since [`start`].
#[derive(Clone, Copy, Debug)]
pub struct Count {
    /// By the calling thread.
    pub thread: u64,
    /// By every thread.
    pub process: u64,
}

/// Counts from here.
pub fn start() {
    THREAD.set(0);
    PROCESS.store(0, Ordering::Relaxed);
    COUNTING.store(true, Ordering::Relaxed);
}

/// What was allocated so far.
#[must_use]
pub fn so_far() -> Count {
    Count { thread: THREAD.get(), process: PROCESS.load(Ordering::Relaxed) }
}

/// Counts no longer.
pub fn stop() {
    COUNTING.store(false, Ordering::Relaxed);
}
