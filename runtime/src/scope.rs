//! Strands that a thread has entered and will leave: what keeps guards honest that users may close in any order.
//!
//! Rules:
//! 1. Each entry owns its strand and the cursor that was current when it was entered.
//! 2. Leaving in order puts that cursor back. Leaving out of order either hands the saved cursor to the entry directly above, or advances
//!    the epoch, after which no cursor saved before can name the strand (cursor rule 3).
//! 3. An *implicit* entry is made when baggage changes: the rest of the span runs in a strand with the new baggage. It is closed with the
//!    frame it was made in, or moves into the future that was being polled.

use std::cell::RefCell;

use crate::{
    cursor::{self, Cursor, Saved},
    inbox,
    pipeline::OUT_OF_ORDER,
    pool,
    slot::Slot,
    strand::Strand,
    sync::fixed::Ordering,
};

struct Entry {
    strand: &'static Strand,
    saved: Saved,
    implicit: bool,
}

thread_local! {
    static ENTRIES: RefCell<Vec<Entry>> = const { RefCell::new(Vec::new()) };
}

fn with_entries<R>(f: impl FnOnce(&mut Vec<Entry>) -> R) -> Option<R> {
    ENTRIES.try_with(|entries| entries.try_borrow_mut().ok().map(|mut entries| f(&mut entries))).ok().flatten()
}

/// Gives up a strand whose writer is done with it.
pub(crate) fn deliver(strand: &'static Strand) {
    let Some(pool) = pool::get() else { return };
    if !strand.is_recorded() && strand.is_uncaptured() {
        strand.set_extras(None);
        pool.put_back_small(strand.head(pool));
        return;
    }
    inbox::push(pool, strand);
}

/// Makes `strand` current until it is left.
#[cold]
pub(crate) fn enter(strand: &'static Strand) {
    push(strand, false);
}

fn push(strand: &'static Strand, implicit: bool) {
    let saved = cursor::replace(Cursor::anchored(strand));
    // Where the thread's storage is gone already, leaving will find no entry and leave the cursor empty.
    with_entries(|entries| entries.push(Entry { strand, saved, implicit }));
}

/// The rest of the current span runs in `strand` (rule 3).
pub(crate) fn enter_implicitly(strand: &'static Strand) {
    push(strand, true);
}

/// Leaves a strand and delivers it. `at` is where the cursor should be.
pub(crate) fn leave(strand: &'static Strand, at: Cursor) {
    leave_keeping(strand, at);
    deliver(strand);
}

/// Leaves a strand without delivering it: somebody goes on with it.
pub(crate) fn leave_keeping(strand: &'static Strand, at: Cursor) {
    close_implicit(at);
    let left = with_entries(|entries| {
        let position = entries.iter().rposition(|entry| std::ptr::eq(entry.strand, strand))?;
        let saved = entries.remove(position).saved;
        let now = cursor::get();
        if now.is_at(strand, at.slot) {
            cursor::restore(saved);
            return Some(true);
        }
        // Still below another scope, entered exactly where we stood: it goes back to where we would have gone.
        let above = entries.get_mut(position).filter(|above| above.saved.cursor.is_at(strand, at.slot));
        if let Some(above) = above {
            above.saved = saved;
            return Some(false);
        }
        None
    });
    match left.flatten() {
        Some(true) => {}
        Some(false) => {
            OUT_OF_ORDER.fetch_add(1, Ordering::Relaxed);
        }
        None => leave_out_of_order(strand),
    }
}

/// The cursor may be anywhere, and saved cursors may name the strand.
#[cold]
pub(crate) fn leave_out_of_order(strand: &'static Strand) {
    OUT_OF_ORDER.fetch_add(1, Ordering::Relaxed);
    cursor::advance_epoch();
    if cursor::get().is_on(strand) {
        cursor::set(Cursor::NONE);
    }
}

/// Closes the implicit entries made at this position, so that the cursor is back there.
#[cold]
pub(crate) fn close_implicit(at: Cursor) {
    while let Some(strand) = take_implicit(at) {
        deliver(strand);
    }
}

/// Takes the topmost implicit entry that lies at or above this position, if the cursor stands on it: its strand, and the cursor is back.
pub(crate) fn take_implicit(at: Cursor) -> Option<&'static Strand> {
    let now = cursor::get();
    with_entries(|entries| {
        let top = entries.last().filter(|top| top.implicit && now.is_anchored() && now.is_on(top.strand))?;
        // Only those that go back to `at` in the end: follow them down.
        let mut below = top.saved.cursor;
        let mut rest = entries.iter().rev().skip(1);
        while !(std::ptr::eq(below.slot, at.slot)
            && below.strand.map(std::ptr::from_ref) == at.strand.map(std::ptr::from_ref))
        {
            let next =
                rest.next().filter(|entry| entry.implicit && below.is_anchored() && below.is_on(entry.strand))?;
            below = next.saved.cursor;
        }
        let entry = entries.pop()?;
        cursor::restore(entry.saved);
        Some(entry.strand)
    })
    .flatten()
}

/// As [`close_implicit`], where only the slot is known; slots other than the anchor name their strand.
#[cold]
pub(crate) fn close_implicit_on(slot: &'static Slot) {
    let strand = with_entries(|entries| {
        entries
            .iter()
            .rev()
            .take_while(|entry| entry.implicit)
            .find(|entry| std::ptr::eq(entry.saved.cursor.slot, slot))?
            .saved
            .cursor
            .strand
    });
    if let Some(Some(strand)) = strand {
        close_implicit(Cursor { strand: Some(strand), slot });
    }
}
