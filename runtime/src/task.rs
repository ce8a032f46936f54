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
        if site.is_off() {
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
        if site.is_off() || cursor::get().is_suspended() {
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

    /// Prepares a poll: it begins with [`Polling::enter`].
    ///
    /// In two steps, and by reference, so that the generic code around it is a few calls that are compiled once, and nothing is moved: a
    /// value of this size that a call returns is stored in pieces and loaded whole, which stalls for longer than all the rest takes.
    #[inline(always)]
    pub(crate) fn polling(&mut self) -> Polling<'_> {
        Polling { task: self, saved: Saved::NONE, entered: false, _this_thread: PhantomData }
    }

    /// Whether it may put the cursor on its strand as it is (rule 2).
    #[inline(always)]
    fn is_here(&self, strand: &'static Strand) -> bool {
        self.phase == Phase::Running && (self.owns || cursor::get().is_on(strand))
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

    /// Opens the span where the future is awaited in the strand that it was made in, which is what mostly happens.
    #[inline(always)]
    fn start_here(&mut self, strand: &'static Strand) -> Option<&'static Slot> {
        if self.phase != Phase::Waiting || !cursor::get().is_on(strand) {
            return None;
        }
        // SAFETY: the strand under the cursor is ours to write (cursor rule 1); a waiting task's pointer is its callsite.
        let slot = unsafe { strand.open(self.at.cast(), self.parent) }?;
        // SAFETY: as above.
        unsafe { strand.uncapture() };
        self.at = ptr::from_ref(slot).cast();
        self.phase = Phase::Running;
        Some(slot)
    }

    /// Opens the span; `None` where it is not recorded and nothing runs under it.
    fn start(&mut self) -> Option<()> {
        // SAFETY: a waiting task's pointer is its callsite, a static.
        let site: &'static Callsite = unsafe { &*self.at.cast::<Callsite>() };
        let cursor = cursor::get();
        self.phase = Phase::Off;
        if cursor.is_suspended() || self.strand.is_none() && site.is_off() {
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

    /// The future was dropped, and could not be entered.
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
}

impl Polling<'_> {
    /// Begins the poll: the cursor is the task's, unless nothing is recorded.
    ///
    /// As [`pause`](Self::pause): calls only in tail position, so that no registers are saved.
    pub(crate) fn enter(&mut self) {
        match self.task.strand {
            Some(strand) if self.task.is_here(strand) => {
                self.saved = cursor::replace(self.task.position(strand));
                self.entered = true;
            }
            _ => self.come_here_and_enter(),
        }
    }

    #[inline(never)]
    fn come_here_and_enter(&mut self) {
        if let Some(strand) = self.task.strand
            && let Some(slot) = self.task.start_here(strand)
        {
            self.saved = cursor::replace(Cursor { strand: Some(strand), slot });
            self.entered = true;
            return;
        }
        self.come_here_slowly_and_enter();
    }

    #[inline(never)]
    fn come_here_slowly_and_enter(&mut self) {
        if !self.task.come_here() {
            return;
        }
        if let Some(strand) = self.task.strand {
            self.saved = cursor::replace(self.task.position(strand));
            self.entered = true;
        }
    }

    /// Ends the poll, and not the span: the future is pending.
    pub(crate) fn pause(&mut self) {
        if !std::mem::take(&mut self.entered) {
            return;
        }
        match self.task.strand {
            Some(strand) if cursor::restore_from(strand, self.task.position(strand).slot, self.saved) => {}
            _ => self.leave(),
        }
    }

    /// As [`enter`](Self::enter), for the drop of a future that is not over: what follows is its destructor. It ends as cancelled, or, where
    /// its body has never run, right now as never polled: what is dropped then are the arguments, which no span has seen.
    pub(crate) fn enter_to_drop(&mut self) {
        let waiting = matches!(self.task.phase, Phase::Waiting | Phase::Begun);
        if self.task.is_over() {
            return;
        }
        self.enter();
        if !self.entered {
            self.task.release_unused();
        } else if waiting {
            self.finish(Outcome::NeverPolled);
        }
    }

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

    /// The future is ready: for the probe; `None` where the span is not recorded.
    pub(crate) fn seen(&mut self) -> Option<Seen> {
        if !self.entered {
            return None;
        }
        self.settle();
        self.pen(Seen::new)
    }

    /// Ends the span, which will not be exported: it was opened for an item that never came.
    pub(crate) fn discard(&mut self) {
        self.pen(|pen, _| pen.discard());
        self.finish(Outcome::Returned);
    }

    /// Ends the span, and the poll.
    pub(crate) fn finish(&mut self, outcome: Outcome) {
        if self.finish_here(outcome) {
            return;
        }
        if std::mem::take(&mut self.entered) {
            self.leave();
            self.task.end(outcome);
        } else {
            self.task.end(Outcome::Returned);
        }
    }

    /// As [`finish`](Self::finish), where a span of the strand around it ends with the cursor where it was put, which is what mostly
    /// happens; false where it is otherwise.
    #[inline(always)]
    fn finish_here(&mut self, outcome: Outcome) -> bool {
        if !self.entered || self.task.owns || self.task.away {
            return false;
        }
        let (Some(strand), Some(slot)) = (self.task.strand, self.task.slot()) else { return false };
        if !cursor::restore_from(strand, slot, self.saved) {
            return false;
        }
        slot.end(ticks(), outcome);
        self.entered = false;
        self.task.phase = Phase::Done;
        true
    }

    /// After the destructor of a future that was dropped.
    pub(crate) fn finish_dropped(&mut self) {
        if self.entered {
            self.finish(Outcome::Cancelled);
        }
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
    #[inline(never)]
    fn leave(&mut self) {
        self.settle();
        cursor::restore(self.saved);
    }
}

/// The poll has unwound, or a destructor has.
impl Drop for Polling<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.entered {
            self.unwind();
        }
    }
}

impl Polling<'_> {
    #[cold]
    #[inline(never)]
    fn unwind(&mut self) {
        self.leave();
        let outcome = self.task.slot().map_or(Outcome::Panicked, |slot| crate::panics::outcome_of(slot));
        self.task.end(outcome);
    }
}

/// Whether the current span was opened for this very call, and has no arguments yet.
#[inline]
pub fn fresh(site: &'static Callsite) -> bool {
    !site.is_off() && {
        let cursor = cursor::get();
        // The newest slot of its strand is current, has no arguments, and is the site's.
        cursor.strand.is_some_and(|strand| strand.is_newest(cursor.slot)) && ptr::eq(cursor.site(), site)
    }
}

/// Records the arguments of the call that [`fresh`] has just spoken of.
#[inline(never)]
pub fn args(site: &'static Callsite, values: &[Captured<'_>]) {
    let cursor = cursor::get();
    let Some(strand) = cursor.strand else { return };
    // SAFETY: the strand under the cursor is ours to write (cursor rule 1).
    let pen = unsafe { Pen::new(strand, cursor.index()) };
    pen.arguments(site, values);
}
