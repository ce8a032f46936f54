//! The cursor: which strand this thread is writing, and which span is current.
//!
//! Rules:
//! 1. If the cursor has a strand, this thread is that strand's writer, and the strand is alive. The slot is one of its slots whose block
//!    is not given back — open, or ended out of order — or the anchor.
//! 2. What moves the cursor onto another strand saves the old cursor and puts it back. Frames of generated code and polls nest as the stack
//!    does; guards that users hold need not.
//! 3. A guard that owns a strand and is closed while the cursor is not exactly where it put it advances the *epoch*. A saved cursor is put
//!    back only within the epoch it was saved in; otherwise the strand it names may be gone, and the cursor becomes empty.
//! 4. While users' formatting code runs the cursor is *suspended*: empty, and nothing may begin. So it is on the exporters' threads and in
//!    samplers, where it is called *muted*: panics there are still reported.

use std::cell::Cell;

use crate::{
    callsite::Callsite,
    slot::{ANCHOR, Slot},
    strand::Strand,
};

/// Stands for the strand's own parent: the position at which nothing of the strand is open.
static ANCHORED: Slot = Slot::vacant(ANCHOR);
/// The slot of a cursor that is suspended.
static SUSPENDED: Slot = Slot::vacant(ANCHOR);
/// The slot of a cursor that is muted.
static MUTED: Slot = Slot::vacant(ANCHOR);

#[derive(Clone, Copy)]
pub(crate) struct Cursor {
    pub(crate) strand: Option<&'static Strand>,
    pub(crate) slot: &'static Slot,
}

impl Cursor {
    pub(crate) const NONE: Self = Self { strand: None, slot: &ANCHORED };
    const SUSPENDED: Self = Self { strand: None, slot: &SUSPENDED };
    pub(crate) const MUTED: Self = Self { strand: None, slot: &MUTED };

    /// On this strand, with nothing of it open.
    pub(crate) const fn anchored(strand: &'static Strand) -> Self {
        Self { strand: Some(strand), slot: &ANCHORED }
    }

    #[inline(always)]
    pub(crate) fn is_at(self, strand: &'static Strand, slot: &'static Slot) -> bool {
        self.is_on(strand) && std::ptr::eq(self.slot, slot)
    }

    #[inline(always)]
    pub(crate) fn is_on(self, strand: &'static Strand) -> bool {
        self.strand.is_some_and(|own| std::ptr::eq(own, strand))
    }

    pub(crate) fn is_anchored(self) -> bool {
        std::ptr::eq(self.slot, &raw const ANCHORED)
    }

    pub(crate) fn is_suspended(self) -> bool {
        self.is_formatting() || std::ptr::eq(self.slot, &raw const MUTED)
    }

    /// Whether a value is being formatted.
    pub(crate) fn is_formatting(self) -> bool {
        std::ptr::eq(self.slot, &raw const SUSPENDED)
    }

    /// The index that a child takes as its parent.
    #[inline(always)]
    pub(crate) fn index(self) -> u32 {
        // SAFETY: this thread is the writer of the strand the slot belongs to (rule 1), and statics never change.
        unsafe { self.slot.index() }
    }

    /// The place of the current span.
    pub(crate) fn site(self) -> *const Callsite {
        // SAFETY: as above; a slot under a cursor has been published by this thread or is a static.
        unsafe { self.slot.site() }
    }
}

/// The slot that anchored cursors have.
pub(crate) fn anchored_slot() -> &'static Slot {
    &ANCHORED
}

/// The thread's cursor and epoch; one address to be found.
///
/// The epoch stands between the two words of the cursor on purpose: were they neighbours, the compiler would load at once what was stored
/// in two steps a moment ago, and the processor would have to wait for both stores.
#[repr(C)]
struct Here {
    strand: Cell<Option<&'static Strand>>,
    epoch: Cell<u32>,
    slot: Cell<&'static Slot>,
}

thread_local! {
    static HERE: Here = const { Here { strand: Cell::new(None), epoch: Cell::new(0), slot: Cell::new(&ANCHORED) } };
}

impl Here {
    #[inline(always)]
    fn get(&self) -> Cursor {
        Cursor { strand: self.strand.get(), slot: self.slot.get() }
    }

    #[inline(always)]
    fn set(&self, cursor: Cursor) {
        self.strand.set(cursor.strand);
        self.slot.set(cursor.slot);
    }
}

#[inline(always)]
pub(crate) fn get() -> Cursor {
    HERE.with(Here::get)
}

#[inline(always)]
pub(crate) fn set(cursor: Cursor) {
    HERE.with(|here| here.set(cursor));
}

/// The current slot.
#[inline(always)]
pub(crate) fn slot() -> &'static Slot {
    HERE.with(|here| here.slot.get())
}

/// Moves within the strand.
#[inline(always)]
pub(crate) fn set_slot(slot: &'static Slot) {
    HERE.with(|here| here.slot.set(slot));
}

/// Makes every cursor saved so far one that is not put back (rule 3).
#[cold]
pub(crate) fn advance_epoch() {
    HERE.with(|here| here.epoch.set(here.epoch.get().wrapping_add(1)));
}

/// A cursor that will be put back (rules 2 and 3).
#[derive(Clone, Copy)]
pub(crate) struct Saved {
    pub(crate) cursor: Cursor,
    epoch: u32,
}

impl Saved {
    /// An empty one.
    pub(crate) const NONE: Self = Self { cursor: Cursor::NONE, epoch: 0 };
}

/// Moves the cursor, and returns the old one.
#[inline(always)]
pub(crate) fn replace(cursor: Cursor) -> Saved {
    HERE.with(|here| {
        let saved = Saved { cursor: here.get(), epoch: here.epoch.get() };
        here.set(cursor);
        saved
    })
}

/// Puts a cursor back.
#[inline(always)]
pub(crate) fn restore(saved: Saved) {
    HERE.with(|here| here.set(if saved.epoch == here.epoch.get() { saved.cursor } else { Cursor::NONE }));
}

/// Puts a cursor back from where it was moved; false, and nothing done, where it is not there any more, or the epoch is another.
#[inline(always)]
pub(crate) fn restore_from(strand: &'static Strand, slot: &'static Slot, saved: Saved) -> bool {
    HERE.with(|here| {
        let in_order = here.get().is_at(strand, slot) && saved.epoch == here.epoch.get();
        if in_order {
            here.set(saved.cursor);
        }
        in_order
    })
}

/// Runs users' formatting code while nothing is recorded (rule 4).
pub(crate) fn suspended<R>(f: impl FnOnce() -> R) -> R {
    with(Cursor::SUSPENDED, f)
}

/// Runs other users' code while nothing is recorded (rule 4).
pub(crate) fn muted<R>(f: impl FnOnce() -> R) -> R {
    with(Cursor::MUTED, f)
}

fn with<R>(cursor: Cursor, f: impl FnOnce() -> R) -> R {
    struct Restore(Saved);
    impl Drop for Restore {
        fn drop(&mut self) {
            restore(self.0);
        }
    }
    let _restore = Restore(replace(cursor));
    f()
}
