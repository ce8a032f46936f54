//! `Task`: the span of a future or stream, from the call that made it to its end, whichever threads poll it.
//!
//! Rules:
//! 1. A task that is *waiting* holds a capture of its parent's strand, if there was one; it is given back at the first poll or at the drop.
//! 2. A task that *owns* its strand is what makes threads its writer: one at a time, because polls need `&mut`. A task that does not own its
//!    strand puts the cursor on its slot only where the cursor is on that strand already; elsewhere it begins a strand of its own below its
//!    slot, and from then on is *away*.
//! 3. The slot is the task's to end, once, from whichever thread; until then its strand is not given back (slot rule 4).
//! 4. Strands that a task owns beside its first hang on `link`, newest first.

use std::{marker::PhantomData, ptr};

use crate::{
    callsite::{Callsite, Orphan},
    clock::ticks,
    cursor::{self, Cursor, Saved},
    frame::{Detached, Frame},
    outcome::Outcome,
    pipeline,
    reference::Origin,
    scope,
    seen::Seen,
    slot::{ANCHOR, Slot},
    strand::{EXPLICIT, Strand},
    sync::fixed::Ordering,
    value::Captured,
    write::Pen,
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
enum Phase {
    /// Nothing is recorded.
    Off,
    /// Not polled yet: `at` is the callsite, `strand` and `parent` the captured parent.
    Waiting,
    /// Not polled yet: `at` is the callsite, and `strand` the one begun for it, which it owns.
    Begun,
    /// `at` is the slot, or null where there is none of its own.
    Running,
    /// Ended.
    Done,
}

/// 24 bytes.
pub(crate) struct Task {
    strand: Option<&'static Strand>,
    at: *const (),
    parent: u32,
    phase: Phase,
    owns: bool,
    /// The slot is in a strand that is not `strand`, which hangs below it.
    away: bool,
}

// SAFETY: the pointers are to statics and to slots, which may be ended from any thread (rule 3).
unsafe impl Send for Task {}
// SAFETY: there is nothing to do with a shared one.
unsafe impl Sync for Task {}

/// A poll under way: the cursor is the task's until this is dropped.
pub(crate) struct Polling<'t> {
    task: &'t mut Task,
    saved: Saved,
    entered: bool,
    _this_thread: PhantomData<*const ()>,
}

impl Task {
    pub(crate) const OFF: Self =
        Self { strand: None, at: ptr::null(), parent: ANCHOR, phase: Phase::Off, owns: false, away: false };

    /// For a function that is called now and polled later: captures the current span.
    #[inline]
    pub(crate) fn called(site: &'static Callsite) -> Self {
        if site.state() == 0 {
            // By the first poll it may be otherwise: `capture_async(f())` calls `f` before it captures.
            return Self { at: ptr::from_ref(site).cast(), phase: Phase::Waiting, ..Self::OFF };
        }
        let cursor = cursor::get();
        let mut parent = ANCHOR;
        if let Some(strand) = cursor.strand {
            // SAFETY: the strand under the cursor is ours to write (cursor rule 1).
            unsafe { strand.capture() };
            parent = cursor.index();
        } else if cursor.is_suspended() {
            return Self::OFF;
        }
        Self {
            strand: cursor.strand,
            at: ptr::from_ref(site).cast(),
            parent,
            phase: Phase::Waiting,
            owns: false,
            away: false,
        }
    }

    /// For a function that names its parent: its span starts when it is called.
    #[cold]
    pub(crate) fn called_as(site: &'static Callsite, origin: Origin) -> Self {
        if site.state() == 0 || cursor::get().is_suspended() {
            return Self::OFF;
        }
        let (begun, references) = origin.begin(site).unwrap_or_else(|| {
            let cursor = cursor::get();
            let strand = match cursor.strand {
                Some(current) => pipeline::begin(current.origin(cursor.index())),
                None if site.orphan() == Orphan::Ignore => None,
                None => pipeline::begin_trace_at(site),
            };
            (strand, origin.into_references())
        });
        let Some(strand) = begun else { return Self::OFF };
        // SAFETY: the strand was begun by this thread, which makes it the writer. The slot with index 0 will be the task's.
        let pen = unsafe { Pen::new(strand, 0) };
        for reference in &references {
            pen.reference(reference);
        }
        Self::begun(site, Some(strand))
    }

    /// For a span that will be the first of a strand begun for it.
    pub(crate) fn begun(site: &'static Callsite, strand: Option<&'static Strand>) -> Self {
        let Some(strand) = strand else { return Self::OFF };
        Self {
            strand: Some(strand),
            at: ptr::from_ref(site).cast(),
            parent: ANCHOR,
            phase: Phase::Begun,
            owns: true,
            away: false,
        }
    }

    /// Whether there is no span, or it has ended.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Off | Phase::Done)
    }

    /// Goes on with a span that a frame has opened.
    pub(crate) fn detached(frame: Frame) -> Self {
        let Some(Detached { strand, slot, owned }) = frame.detach() else { return Self::OFF };
        let at = slot.map_or(ptr::null(), |slot| ptr::from_ref(slot).cast());
        Self { strand: Some(strand), at, parent: ANCHOR, phase: Phase::Running, owns: owned, away: false }
    }

    /// Runs under this strand, without a span of its own.
    pub(crate) fn under(strand: Option<&'static Strand>) -> Self {
        match strand {
            None => Self::OFF,
            Some(strand) => {
                strand.set_flags(EXPLICIT);
                Self {
                    strand: Some(strand),
                    at: ptr::null(),
                    parent: ANCHOR,
                    phase: Phase::Running,
                    owns: true,
                    away: false,
                }
            }
        }
    }

    fn slot(&self) -> Option<&'static Slot> {
        // SAFETY: a running task's pointer is null or its open slot, which stays where it is (slot rule 4).
        (self.phase == Phase::Running).then(|| unsafe { self.at.cast::<Slot>().as_ref() }).flatten()
    }

    /// Where the cursor stands while the task is polled.
    #[inline(always)]
    fn position(&self, strand: &'static Strand) -> Cursor {
        if self.away || self.at.is_null() {
            return Cursor::anchored(strand);
        }
        // SAFETY: as in `slot`.
        Cursor { strand: Some(strand), slot: unsafe { &*self.at.cast::<Slot>() } }
    }

    /// Begins a poll; `None` where the task does not touch the cursor.
    ///
    /// Put together where it is used, so that it stays in registers: to return it from a call would cost more than all the rest.
    #[inline]
    pub(crate) fn poll(&mut self) -> Option<Polling<'_>> {
        if !self.is_here() && !self.come_here() {
            return None;
        }
        let strand = self.strand?;
        let saved = cursor::replace(self.position(strand));
        Some(Polling { task: self, saved, entered: true, _this_thread: PhantomData })
    }

    /// Whether it may put the cursor on its strand as it is (rule 2).
    #[inline]
    fn is_here(&self) -> bool {
        self.phase == Phase::Running && (self.owns || self.strand.is_some_and(|strand| cursor::get().is_on(strand)))
    }

    /// Makes it so: at the first poll, or at one where another strand is current than the task's. False where nothing is recorded.
    #[inline(never)]
    fn come_here(&mut self) -> bool {
        match self.phase {
            Phase::Off | Phase::Done => None,
            Phase::Waiting => self.start(),
            Phase::Begun => self.open_begun(),
            Phase::Running => self.go_away(),
        }
        .is_some()
    }

    /// Opens the span; `None` where it is not recorded and nothing runs under it.
    fn start(&mut self) -> Option<()> {
        // SAFETY: a waiting task's pointer is its callsite, a static.
        let site: &'static Callsite = unsafe { &*self.at.cast::<Callsite>() };
        let cursor = cursor::get();
        // Mostly a future is awaited where it was made.
        if let Some(strand) = self.strand.filter(|captured| cursor.is_on(captured)) {
            // SAFETY: the strand under the cursor is ours to write (cursor rule 1).
            if let Some(slot) = unsafe { strand.open(site, self.parent) } {
                // SAFETY: as above.
                unsafe { strand.uncapture() };
                self.at = ptr::from_ref(slot).cast();
                self.phase = Phase::Running;
                return Some(());
            }
        }
        self.start_elsewhere(site, cursor)
    }

    #[inline(never)]
    fn start_elsewhere(&mut self, site: &'static Callsite, cursor: Cursor) -> Option<()> {
        self.phase = Phase::Off;
        if cursor.is_suspended() || self.strand.is_none() && site.state() == 0 {
            self.release();
            return None;
        }
        let here = match (self.strand, cursor.strand) {
            (Some(captured), Some(current)) if ptr::eq(captured, current) => Some((current, self.parent)),
            // A scope opened by hand just around the future is what the user asked for, whoever made the future.
            (_, Some(current)) if cursor.is_anchored() && current.flags() & EXPLICIT != 0 => Some((current, ANCHOR)),
            (None, Some(current)) => Some((current, cursor.index())),
            _ => None,
        };
        if let Some((strand, parent)) = here {
            self.release();
            // SAFETY: the strand under the cursor is ours to write (cursor rule 1).
            let slot = unsafe { strand.open(site, parent).or_else(|| strand.open_growing(site, parent)) }?;
            *self = Self {
                strand: Some(strand),
                at: ptr::from_ref(slot).cast(),
                parent,
                phase: Phase::Running,
                owns: false,
                away: false,
            };
            return Some(());
        }
        let strand = match self.strand {
            Some(captured) => pipeline::begin(captured.origin(self.parent)),
            None if site.orphan() == Orphan::Ignore => None,
            None => pipeline::begin_trace_at(site),
        };
        self.release();
        self.strand = Some(strand?);
        self.open_begun()
    }

    /// Opens the span as the first of the strand that was begun for it.
    fn open_begun(&mut self) -> Option<()> {
        let strand = self.strand?;
        // SAFETY: a task that has not started has its callsite there; the strand is the task's, so this thread is the writer (rule 2).
        let slot = unsafe { strand.open(self.at.cast(), ANCHOR) };
        self.at = slot.map_or(ptr::null(), |slot| ptr::from_ref(slot).cast());
        self.phase = Phase::Running;
        self.owns = true;
        Some(())
    }

    /// Gives the captured parent back.
    fn release(&mut self) {
        let Some(captured) = self.strand.take() else { return };
        if cursor::get().is_on(captured) {
            // SAFETY: the strand under the cursor is ours to write (cursor rule 1).
            unsafe { captured.uncapture() };
        } else {
            captured.return_capture();
        }
    }

    /// Begins a strand of its own below its slot (rule 2).
    #[cold]
    fn go_away(&mut self) -> Option<()> {
        let (strand, slot) = (self.strand?, self.slot()?);
        // SAFETY: we own the open slot.
        let index = unsafe { slot.index() };
        let own = pipeline::begin(strand.origin(index))?;
        self.strand = Some(own);
        self.owns = true;
        self.away = true;
        Some(())
    }

    /// Ends the span, and delivers what the task owns.
    fn end(&mut self, outcome: Outcome) {
        if self.phase != Phase::Running {
            return;
        }
        let (now, slot) = (ticks(), self.slot());
        self.phase = Phase::Done;
        if let Some(slot) = slot.filter(|_| !self.away) {
            slot.end(now, outcome);
        }
        let mut next = self.strand.take().filter(|_| self.owns);
        while let Some(strand) = next {
            // SAFETY: `link` is null or a strand that we own (rule 4).
            next = unsafe { strand.link.load(Ordering::Relaxed).as_ref() };
            scope::deliver(strand);
        }
        // What was recorded on it from the strands below it has to be on its way before its end is seen.
        if let Some(slot) = slot.filter(|_| self.away) {
            slot.end(now, outcome);
        }
    }

    /// The future was dropped: runs `drop` under the span, which ends as cancelled, or as never polled.
    pub(crate) fn cancel(&mut self, drop: impl FnOnce()) {
        let waiting = matches!(self.phase, Phase::Waiting | Phase::Begun);
        let Some(mut polling) = self.poll() else {
            self.release_unused();
            return drop();
        };
        if waiting {
            // The body never ran, so neither did its arguments' owners: they are dropped after the span's one instant.
            polling.finish(Outcome::NeverPolled);
            return drop();
        }
        drop();
        polling.finish(Outcome::Cancelled);
    }

    fn release_unused(&mut self) {
        match self.phase {
            Phase::Waiting => {
                self.phase = Phase::Done;
                self.release();
            }
            // Could not be entered here, but has a slot to end.
            Phase::Running => self.end(Outcome::Cancelled),
            Phase::Begun | Phase::Off | Phase::Done => {}
        }
    }

    /// The future is ready, after a poll that could not be entered.
    pub(crate) fn ready_unseen(&mut self) {
        self.end(Outcome::Returned);
    }
}

impl Polling<'_> {
    /// Writes to the task's span, if it is recorded: directly, or from the strand below it.
    fn pen<R>(&self, write: impl FnOnce(Pen, &'static Callsite) -> R) -> Option<R> {
        let slot = self.task.slot()?;
        let cursor = cursor::get();
        let strand = cursor
            .strand
            .filter(|strand| strand.is_recorded() && self.task.strand.is_some_and(|own| ptr::eq(own, *strand)))?;
        // SAFETY: the strand under the cursor is ours to write (cursor rule 1).
        let pen = unsafe { Pen::new(strand, if self.task.away { ANCHOR } else { slot.index() }) };
        // SAFETY: the slot was published by the task, and opened with a reference to a static.
        Some(write(pen, unsafe { &*slot.site() }))
    }

    /// The future is ready: lets the probe look at its output, and ends the span.
    #[inline]
    pub(crate) fn ready(&mut self, probe: impl FnOnce(&Seen)) {
        let outcome = self.seen().map_or(Outcome::Returned, |seen| {
            probe(&seen);
            seen.into_outcome()
        });
        self.finish(outcome);
    }

    /// For the probe; `None` where the span is not recorded.
    fn seen(&mut self) -> Option<Seen> {
        self.settle();
        self.pen(Seen::new)
    }

    /// Ends the span, which will not be exported: it was opened for an item that never came.
    pub(crate) fn discard(&mut self) {
        self.pen(|pen, _| pen.discard());
        self.finish(Outcome::Returned);
    }

    /// Ends the span; the cursor is put back when the poll ends, which is now.
    fn finish(&mut self, outcome: Outcome) {
        self.leave();
        self.task.end(outcome);
    }

    /// Takes over the strands with which the body has changed its baggage.
    #[inline]
    fn settle(&mut self) {
        if let Some(strand) = self.task.strand {
            let at = self.task.position(strand);
            if !cursor::get().is_at(strand, at.slot) {
                self.take_over(strand, at);
            }
        }
    }

    #[cold]
    fn take_over(&mut self, own: &'static Strand, at: Cursor) {
        let Some(changed) = scope::take_implicit(at) else { return };
        // Only the newest matters from now on; those below it are done.
        while let Some(older) = scope::take_implicit(at) {
            scope::deliver(older);
        }
        if self.task.owns {
            changed.link.store(ptr::from_ref(own).cast_mut(), Ordering::Relaxed);
        }
        self.task.strand = Some(changed);
        self.task.owns = true;
        self.task.away = true;
        cursor::set(Cursor::anchored(changed));
    }

    /// Puts the cursor back.
    #[inline]
    fn leave(&mut self) {
        self.settle();
        cursor::restore(self.saved);
        self.entered = false;
    }
}

impl Drop for Polling<'_> {
    #[inline]
    fn drop(&mut self) {
        if !self.entered {
            return;
        }
        self.leave();
        if std::thread::panicking() {
            let outcome = self.task.slot().map_or(Outcome::Panicked, |slot| crate::panics::outcome_of(slot));
            // A future that is polled while its thread unwinds, and is not ready, has not panicked.
            if outcome == Outcome::Panicked {
                self.task.end(outcome);
            }
        }
    }
}

/// Whether the current span was opened for this very call, and has no arguments yet.
#[inline]
pub fn fresh(site: &'static Callsite) -> bool {
    site.state() != 0 && {
        let cursor = cursor::get();
        // The newest slot of its strand is current, has no arguments, and is the site's.
        cursor.strand.is_some_and(|strand| strand.is_newest(cursor.slot)) && ptr::eq(cursor.site(), site)
    }
}

/// Records the arguments of the call that [`fresh`] has just spoken of.
#[inline(never)]
pub fn args(_: &'static Callsite, values: &[Captured<'_>]) {
    let cursor = cursor::get();
    let Some(strand) = cursor.strand else { return };
    // SAFETY: the strand under the cursor is ours to write (cursor rule 1).
    let pen = unsafe { Pen::new(strand, cursor.index()) };
    pen.fields(values);
}
