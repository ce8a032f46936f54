//! `Slot`: the 32 bytes of one span, and the protocol by which one thread writes it, another ends it and the collector reads it.
//!
//! Rules:
//! 1. A slot is *vacant*, then *open*, then *ended*, then *exported*; its memory is reused only after that.
//! 2. The strand's writer opens it: writes all fields, then publishes it (release). Whoever has seen it published (acquire) may read
//!    `site`, `start` and `parent`, which do not change any more.
//! 3. One owner ends it, once, from whichever thread: a release store to `end`. After it the owner does not touch the slot again.
//!    An owner that waits in `process::exit` has the collector do it.
//! 4. The collector alone makes an ended slot an exported one. An open slot keeps its block from being reused.
//! 5. `index` belongs to the strand's writer: it is what children take as their parent. The collector counts slots instead.

use crate::{
    callsite::Callsite,
    clock::TICKS,
    outcome::Outcome,
    sync::{AtomicU64, Ordering, UnsafeCell},
};

/// The parent index that means the strand's own parent.
pub(crate) const ANCHOR: u32 = u32::MAX;

#[repr(C)]
pub(crate) struct Slot {
    site: UnsafeCell<*const Callsite>,
    start: UnsafeCell<u64>,
    /// 0 while open, else ticks, `OUT_OF_ORDER` and the outcome in the three bits above.
    end: AtomicU64,
    parent: UnsafeCell<u32>,
    index: UnsafeCell<u32>,
}

// SAFETY: rules 2 to 5 say who touches which field when.
unsafe impl Sync for Slot {}
// SAFETY: as above.
unsafe impl Send for Slot {}

/// In `end`: it ended while something opened after it was still open, so its index may still be in use.
const OUT_OF_ORDER: u64 = 1 << 60;
const OUTCOME_SHIFT: u32 = 61;
const EXPORTED: u64 = u64::MAX;

/// What the collector finds in a published slot.
pub(crate) enum Found {
    /// Still running.
    Open,
    /// Dealt with before.
    Exported,
    /// To be exported.
    Ended(Ended),
}

/// The contents of an ended slot.
pub(crate) struct Ended {
    pub(crate) site: *const Callsite,
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) outcome: Outcome,
    pub(crate) parent: u32,
    pub(crate) out_of_order: bool,
}

impl Slot {
    /// A slot that nobody has opened, with this index.
    #[cfg(not(loom))]
    pub(crate) const fn vacant(index: u32) -> Self {
        Self {
            site: UnsafeCell::new(std::ptr::null()),
            start: UnsafeCell::new(0),
            end: AtomicU64::new(0),
            parent: UnsafeCell::new(ANCHOR),
            index: UnsafeCell::new(index),
        }
    }

    /// Opens it.
    ///
    /// # Safety
    /// The caller is the strand's writer, and the slot is vacant and not published (rule 2).
    #[inline(always)]
    pub(crate) unsafe fn open(&self, site: *const Callsite, start: u64, parent: u32, index: u32) {
        // SAFETY: nobody else touches an unpublished slot (rule 2).
        self.site.with_mut(|p| unsafe { *p = site });
        // SAFETY: as above.
        self.start.with_mut(|p| unsafe { *p = start });
        // SAFETY: as above.
        self.parent.with_mut(|p| unsafe { *p = parent });
        // SAFETY: as above.
        self.index.with_mut(|p| unsafe { *p = index });
        self.end.store(0, Ordering::Relaxed);
    }

    /// Ends it (rule 3).
    #[inline(always)]
    pub(crate) fn end(&self, ticks: u64, outcome: Outcome) {
        self.end.store(ticks & TICKS | (outcome as u64) << OUTCOME_SHIFT, Ordering::Release);
    }

    /// Ends it while later slots are open: from now on children of this position are its parent's.
    ///
    /// # Safety
    /// The caller is the slot's owner, and on the thread that opened it (rules 3 and 5).
    pub(crate) unsafe fn end_out_of_order(&self, ticks: u64, outcome: Outcome) {
        // SAFETY: `parent` does not change (rule 2).
        let parent = self.parent.with(|p| unsafe { *p });
        // SAFETY: only the writer uses `index` (rule 5), and it is on this thread.
        self.index.with_mut(|p| unsafe { *p = parent });
        self.end.store(ticks & TICKS | OUT_OF_ORDER | (outcome as u64) << OUTCOME_SHIFT, Ordering::Release);
    }

    /// The index that children take as their parent.
    ///
    /// # Safety
    /// The caller is the strand's writer, or owns the open slot (rule 5).
    #[inline(always)]
    pub(crate) unsafe fn index(&self) -> u32 {
        // SAFETY: the caller's promise.
        self.index.with(|p| unsafe { *p })
    }

    /// The place it was opened for.
    ///
    /// # Safety
    /// The slot is published to the caller (rule 2).
    pub(crate) unsafe fn site(&self) -> *const Callsite {
        // SAFETY: the caller's promise.
        self.site.with(|p| unsafe { *p })
    }

    /// When it started.
    ///
    /// # Safety
    /// The slot is published to the caller (rule 2).
    pub(crate) unsafe fn start(&self) -> u64 {
        // SAFETY: the caller's promise.
        self.start.with(|p| unsafe { *p })
    }

    /// The index of its parent.
    ///
    /// # Safety
    /// The slot is published to the caller (rule 2).
    pub(crate) unsafe fn parent(&self) -> u32 {
        // SAFETY: the caller's promise.
        self.parent.with(|p| unsafe { *p })
    }

    /// Reads it.
    ///
    /// # Safety
    /// The slot is published to the caller, who is the collector (rules 2 and 4).
    pub(crate) unsafe fn read(&self) -> Found {
        match self.end.load(Ordering::Acquire) {
            0 => Found::Open,
            EXPORTED => Found::Exported,
            end => Found::Ended(Ended {
                // SAFETY: published (rule 2).
                site: self.site.with(|p| unsafe { *p }),
                // SAFETY: as above.
                start: self.start.with(|p| unsafe { *p }),
                end: end & TICKS,
                outcome: Outcome::from_u8((end >> OUTCOME_SHIFT) as u8),
                // SAFETY: as above.
                parent: self.parent.with(|p| unsafe { *p }),
                out_of_order: end & OUT_OF_ORDER != 0,
            }),
        }
    }

    /// Marks an ended slot as dealt with (rule 4).
    pub(crate) fn set_exported(&self) {
        self.end.store(EXPORTED, Ordering::Relaxed);
    }
}

#[cfg(loom)]
impl Slot {
    /// As above: loom's cells and atomics have no constant constructors, and its build has no statics that need one.
    pub(crate) fn vacant(index: u32) -> Self {
        Self {
            site: UnsafeCell::new(std::ptr::null()),
            start: UnsafeCell::new(0),
            end: AtomicU64::new(0),
            parent: UnsafeCell::new(ANCHOR),
            index: UnsafeCell::new(index),
        }
    }
}

#[cfg(test)]
mod tests;
