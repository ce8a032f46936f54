//! `Frame`: the span of a synchronous call. This is the hot path.
//!
//! Off: one relaxed load and a branch. Recorded: read the cursor, open a slot, move the cursor; then end the slot and move it back.

use std::{fmt, ptr};

use crate::{
    callsite::{Callsite, Orphan},
    clock::{self, ticks},
    cursor::{self, Cursor},
    outcome::Outcome,
    pipeline,
    reference::Origin,
    scope,
    seen::Seen,
    slot::Slot,
    strand::{ENTERED, Strand},
    value::Captured,
    write::Pen,
};

/// An open span of the running thread; ends it when dropped.
///
/// Two words, so that it travels in registers: the slot, and the slot that was current before. A frame that began its strand has no slot
/// before it; one that began a strand that is not recorded has the strand in place of the slot, with the lowest bit set.
#[must_use = "the span ends when this is dropped"]
pub struct Frame {
    slot: *const Slot,
    outer: *const Slot,
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_recording() { "Frame(recording)" } else { "Frame" })
    }
}

/// Opens a span for this call, below the current one.
#[inline(always)]
pub fn enter(site: &'static Callsite) -> Frame {
    if site.is_off() { Frame::NONE } else { enter_on(site) }
}

/// Calls only in tail position, so that no registers are saved.
fn enter_on(site: &'static Callsite) -> Frame {
    match clock::steady() {
        Some(clock) => enter_at(site, || clock.ticks()),
        None => enter_by_system_clock(site),
    }
}

#[cold]
#[inline(never)]
fn enter_by_system_clock(site: &'static Callsite) -> Frame {
    enter_at(site, ticks)
}

#[inline(always)]
fn enter_at(site: &'static Callsite, now: impl FnOnce() -> u64) -> Frame {
    let cursor = cursor::get();
    let Some(strand) = cursor.strand else { return enter_orphan(site, cursor.slot) };
    // SAFETY: the strand under the cursor is ours to write (cursor rule 1).
    let Some(slot) = (unsafe { strand.open_at(site, cursor.index(), now) }) else {
        return enter_growing(site, strand, cursor.slot);
    };
    cursor::set_slot(slot);
    Frame { slot, outer: cursor.slot }
}

#[cold]
#[inline(never)]
fn enter_growing(site: &'static Callsite, strand: &'static Strand, outer: &'static Slot) -> Frame {
    // SAFETY: as in `enter_on`.
    match unsafe { strand.open_growing(site, outer.index()) } {
        Some(slot) => {
            cursor::set_slot(slot);
            Frame { slot, outer }
        }
        None => Frame::NONE,
    }
}

#[inline(never)]
fn enter_orphan(site: &'static Callsite, slot: &'static Slot) -> Frame {
    let cursor = Cursor { strand: None, slot };
    if site.orphan() == Orphan::Ignore || cursor.is_suspended() {
        return Frame::NONE;
    }
    match pipeline::begin_trace_at(site) {
        Some(strand) => begin_frame(site, strand, cursor),
        None => Frame::NONE,
    }
}

/// Opens a span with a parent of its own, or none.
#[cold]
pub fn enter_as(site: &'static Callsite, origin: Origin) -> Frame {
    if site.is_off() {
        return Frame::NONE;
    }
    let cursor = cursor::get();
    if cursor.is_suspended() {
        return Frame::NONE;
    }
    let Some((strand, references)) = origin.begin(site) else {
        // It names references, but no parent: the usual one.
        let (frame, references) = (enter_on(site), origin.into_references());
        frame.pen(|pen| references.iter().for_each(|reference| pen.reference(reference)));
        return frame;
    };
    let Some(strand) = strand else { return Frame::NONE };
    let frame = begin_frame(site, strand, cursor);
    frame.pen(|pen| references.iter().for_each(|reference| pen.reference(reference)));
    frame
}

/// The frame that owns a strand that was just begun.
fn begin_frame(site: &'static Callsite, strand: &'static Strand, cursor: Cursor) -> Frame {
    // SAFETY: the strand was begun by this thread, which makes it the writer.
    let slot = unsafe { strand.open(site, crate::slot::ANCHOR) };
    if cursor.strand.is_some() {
        strand.set_flags(ENTERED);
        scope::enter(strand);
    }
    cursor::set(Cursor { strand: Some(strand), slot: slot.unwrap_or(cursor::anchored_slot()) });
    Frame {
        slot: slot.map_or_else(|| ptr::from_ref(strand).map_addr(|a| a | 1).cast(), ptr::from_ref),
        outer: ptr::null(),
    }
}

impl Frame {
    pub(crate) const NONE: Self = Self { slot: ptr::null(), outer: ptr::null() };

    #[inline(always)]
    fn is_untracked_root(&self) -> bool {
        self.slot.addr() & 1 == 1
    }

    /// Whether the span is recorded, so that it is worth finding out what to record.
    #[inline(always)]
    pub fn is_recording(&self) -> bool {
        !self.slot.is_null() && !self.is_untracked_root()
    }

    /// Writes to this frame's span, if it is recorded and current.
    fn pen<R>(&self, write: impl FnOnce(Pen) -> R) -> Option<R> {
        let cursor = cursor::get();
        let strand = cursor.strand.filter(|_| self.is_recording() && ptr::eq(cursor.slot, self.slot))?;
        // SAFETY: the strand under the cursor is ours to write (cursor rule 1) for as long as we do not move the cursor; recording moves
        // it only to suspend recording.
        Some(write(unsafe { Pen::new(strand, cursor.index()) }))
    }

    /// Records the arguments.
    #[inline(never)]
    pub fn args(&self, values: &[Captured<'_>]) {
        // SAFETY: slots are opened with references to statics.
        self.pen(|pen| pen.arguments(unsafe { &*cursor::get().site() }, values));
    }

    /// For the probe; `None` where the span is not recorded.
    #[inline(never)]
    fn seen(&self) -> Option<Seen> {
        if self.is_recording() && !ptr::eq(cursor::slot(), self.slot) {
            // The body has changed its baggage.
            // SAFETY: an open slot stays where it is (slot rule 4).
            scope::close_implicit_on(unsafe { &*self.slot });
        }
        // SAFETY: slots are opened with references to statics.
        self.pen(|pen| Seen::new(pen, unsafe { &*cursor::get().site() }))
    }

    /// Ends the span with this outcome.
    #[inline(never)]
    fn end(self, outcome: Outcome) {
        leave(self.slot, self.outer, outcome);
        std::mem::forget(self);
    }

    /// Takes the span out of the thread's hands: its strand, its slot, whether the strand comes with it. The cursor goes back.
    pub(crate) fn detach(self) -> Option<Detached> {
        let this = std::mem::ManuallyDrop::new(self);
        if this.slot.is_null() {
            return None;
        }
        if this.outer.is_null() {
            let strand: &'static Strand = if this.is_untracked_root() {
                // SAFETY: `begin_frame` put the strand's address there.
                unsafe { &*this.slot.map_addr(|a| a & !1).cast() }
            } else {
                // SAFETY: a frame without an outer slot began its strand with its own.
                unsafe { Strand::of_first(&*this.slot) }
            };
            // SAFETY: an open slot stays where it is (slot rule 4).
            let slot = (!this.is_untracked_root()).then(|| unsafe { &*this.slot });
            leave_strand(strand, slot.unwrap_or(cursor::anchored_slot()));
            return Some(Detached { strand, slot, owned: true });
        }
        // SAFETY: as above.
        let slot: &'static Slot = unsafe { &*this.slot };
        // SAFETY: the cursor stood there (cursor rule 1).
        let outer = unsafe { &*this.outer };
        let Some(strand) = step_back(slot, outer) else {
            // A guard is still open around it: nobody could say where it goes on.
            leave_slowly(slot, outer, Outcome::Returned);
            return None;
        };
        Some(Detached { strand, slot: Some(slot), owned: false })
    }
}

/// A span that has left its thread.
pub(crate) struct Detached {
    pub(crate) strand: &'static Strand,
    pub(crate) slot: Option<&'static Slot>,
    pub(crate) owned: bool,
}

impl Drop for Frame {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.slot.is_null() {
            leave_dropped(self.slot, self.outer);
        }
    }
}

#[inline(never)]
fn leave_dropped(slot: *const Slot, outer: *const Slot) {
    if std::thread::panicking() { leave_panicking(slot, outer) } else { leave(slot, outer, Outcome::Returned) }
}

#[cold]
#[inline(never)]
fn leave_panicking(slot: *const Slot, outer: *const Slot) {
    leave(slot, outer, crate::panics::outcome_of(slot));
}

#[inline(always)]
fn leave(slot: *const Slot, outer: *const Slot, outcome: Outcome) {
    if outer.is_null() {
        return leave_root(slot, outcome);
    }
    // SAFETY: an open slot stays where it is (slot rule 4), and ours is open until we end it; the outer slot is one the cursor may stand
    // on, because it stood there (cursor rule 1).
    let (slot, outer) = unsafe { (&*slot, &*outer) };
    match clock::steady() {
        Some(clock) if ptr::eq(cursor::slot(), slot) => {
            slot.end(clock.ticks(), outcome);
            cursor::set_slot(outer);
        }
        _ => leave_slowly(slot, outer, outcome),
    }
}

/// Puts the cursor back from a slot that is not the strand's first; the strand, if the cursor stood there.
fn step_back(slot: &'static Slot, outer: &'static Slot) -> Option<&'static Strand> {
    let mut cursor = cursor::get();
    if !ptr::eq(cursor.slot, slot) {
        scope::close_implicit_on(slot);
        cursor = cursor::get();
    }
    if !ptr::eq(cursor.slot, slot) {
        return None;
    }
    cursor::set_slot(outer);
    cursor.strand
}

/// Without a counter, or out of order.
#[cold]
#[inline(never)]
fn leave_slowly(slot: &'static Slot, outer: &'static Slot, outcome: Outcome) {
    if step_back(slot, outer).is_some() {
        return slot.end(ticks(), outcome);
    }
    pipeline::OUT_OF_ORDER.fetch_add(1, crate::sync::fixed::Ordering::Relaxed);
    // SAFETY: frames do not leave their thread, and we own the slot.
    unsafe { slot.end_out_of_order(ticks(), outcome) };
}

#[inline(never)]
fn leave_root(slot: *const Slot, outcome: Outcome) {
    if slot.addr() & 1 == 1 {
        // SAFETY: `begin_frame` put the strand's address there.
        let strand: &'static Strand = unsafe { &*slot.map_addr(|a| a & !1).cast() };
        leave_strand(strand, cursor::anchored_slot());
        scope::deliver(strand);
        return;
    }
    // SAFETY: an open slot stays where it is (slot rule 4).
    let slot: &'static Slot = unsafe { &*slot };
    // SAFETY: a frame without an outer slot began its strand with its own.
    let strand = unsafe { Strand::of_first(slot) };
    slot.end(ticks(), outcome);
    leave_strand(strand, slot);
    scope::deliver(strand);
}

/// Moves the cursor off a strand that a frame began.
fn leave_strand(strand: &'static Strand, slot: &'static Slot) {
    let at = Cursor { strand: Some(strand), slot };
    if strand.flags() & ENTERED != 0 {
        return scope::leave_keeping(strand, at);
    }
    if !cursor::get().is_at(strand, slot) {
        scope::close_implicit(at);
    }
    if cursor::get().is_at(strand, slot) {
        cursor::set(Cursor::NONE);
    } else {
        scope::leave_out_of_order(strand);
    }
}

/// Runs a body within a span, and lets the probe look at what it returned.
#[inline(always)]
pub fn run<R>(frame: Frame, body: impl FnOnce() -> R, probe: impl FnOnce(&R, &Seen)) -> R {
    let value = body();
    if frame.slot.is_null() {
        std::mem::forget(frame);
        return value;
    }
    let outcome = frame.seen().map_or(Outcome::Returned, |seen| {
        probe(&value, &seen);
        seen.into_outcome()
    });
    frame.end(outcome);
    value
}
