//! `Strand`: the part of one trace that one task, or one thread's synchronous calls, executes.
//!
//! It lives at the start of a small block, its *head*. Slots grow down from the end of its last block, the arena of tags and logs
//! grows up towards them; where they would meet, a further block is chained on.
//!
//! Rules:
//! 1. A strand has one *writer* at a time: the thread whose cursor is on it. Only the writer opens slots, appends records, grows it.
//! 2. `top` and `arena` of the last block are published with release stores, after what they cover was written. A block that is full is
//!    *sealed*: its counts are written, then its `next` (release). So a reader that loads `next`, then `top` or `arena` (acquire), sees
//!    what it may read.
//! 3. Recorded strands, and unrecorded ones with captures left, are given back by the collector alone: when they are delivered, no slot
//!    is open, and `captures == returned`. Others are given back by their owner.
//!    A strand that is being recorded has a `life`, stored last when it begins (release) and different from that of every strand before it in
//!    the block: so a reader who has kept the last life it gave back knows what is alive.
//! 4. `captures` belongs to the writer (a biased count: no atomic operation where a future is simply awaited); `returned` to everybody.
//! 5. All fields are atomics, so that a stale reference reads stale numbers and never tears; the memory is never freed (pool rule 1).

use std::sync::Arc;

use crate::{
    callsite::Callsite,
    clock::ticks,
    context::{Extras, SAMPLED, SpanContext},
    id::{SpanId, TraceId, span_id},
    pool::{self, BlockRef, LARGE, Pool, SMALL},
    random,
    record::{HEADER, Header, UNIT},
    slot::{ANCHOR, Slot},
    sync::fixed::{AtomicPtr, AtomicU32, AtomicU64, Ordering::Acquire, Ordering::Relaxed, Ordering::Release},
    unwinding,
};

/// The start of every block.
#[repr(C)]
pub(crate) struct Block {
    /// The index of its first slot, which is its last in memory.
    pub(crate) first: AtomicU32,
    /// The block after it, plus one; 0 while it is the last.
    next: AtomicU32,
    /// Once sealed: slots, and bytes from the block's start to the arena's end.
    sealed: AtomicU64,
    /// The seed of the strand that is recorded here, if this is its head; else 0. In every block, because whoever looks for strands reads
    /// it while others take and give back blocks.
    life: AtomicU64,
}

/// Strand flag, beside the W3C trace flags in the low byte: it was started by a scope that the user opened by hand.
pub(crate) const EXPLICIT: u32 = 1 << 8;
/// Strand flag: the thread entered it while another was current, and will go back to that.
pub(crate) const ENTERED: u32 = 1 << 10;
/// Strand flag: its parent is in another process.
pub(crate) const REMOTE: u32 = 1 << 9;

/// How many records strands have been given for the span above them: the collector looks for those it has not seen yet, and only then.
pub(crate) static ANCHOR_RECORDS: AtomicU64 = AtomicU64::new(0);

#[repr(C)]
pub(crate) struct Strand {
    block: Block,
    /// The lowest slot in use in the last block.
    top: AtomicPtr<Slot>,
    /// The first byte of the last block's arena that is free.
    arena: AtomicPtr<u8>,
    /// The index of the next slot.
    len: AtomicU32,
    captures: AtomicU32,
    /// The last block.
    tail: AtomicU32,
    /// Spans that were not recorded because there was no memory.
    lost: AtomicU32,
    trace_high: AtomicU64,
    trace_low: AtomicU64,
    seed: AtomicU64,
    parent: AtomicU64,
    extras: AtomicPtr<Extras>,
    flags: AtomicU32,
    route: AtomicU32,
    /// Captures that were given back by threads that were not the writer.
    returned: AtomicU32,
    _reserved: AtomicU32,
    /// The strand below it: in the inbox, or among those that one future owns.
    pub(crate) link: AtomicPtr<Strand>,
}

/// Where a strand that begins comes from.
pub(crate) struct Origin {
    pub(crate) trace_id: TraceId,
    pub(crate) parent: SpanId,
    /// W3C trace flags and strand flags.
    pub(crate) flags: u32,
    pub(crate) route: u32,
    pub(crate) extras: Option<Arc<Extras>>,
}

impl Origin {
    /// Below this context.
    pub(crate) fn below(context: &SpanContext) -> Self {
        Self {
            trace_id: context.trace_id(),
            parent: context.span_id(),
            flags: u32::from(context.trace_flags()) | if context.is_remote() { REMOTE } else { 0 },
            route: context.route,
            extras: context.extras().cloned(),
        }
    }
}

/// What a record's payload is made of.
pub(crate) type Pieces<'a> = &'a [&'a [u8]];

impl Strand {
    /// Begins a strand; the caller's thread is its writer. `None` where there is no memory.
    pub(crate) fn begin(origin: Origin) -> Option<&'static Self> {
        let pool = pool::get()?;
        let head = pool.take_small()?;
        unwinding::settle();
        let base = pool.address(head);
        // SAFETY: a block is larger than a strand, aligned, initialised (zeroed at first), and ours; a `Strand` is made of atomics.
        let strand: &'static Self = unsafe { &*base.cast::<Self>() };
        let recorded = origin.flags & u32::from(SAMPLED) != 0;
        strand.block.first.store(0, Relaxed);
        strand.block.next.store(0, Relaxed);
        // Before the block can be found among the heads: elsewhere in a page that was a large block anything may stand here.
        strand.block.life.store(0, Relaxed);
        if recorded {
            // SAFETY: both addresses are within the block or one past its end.
            let (top, arena) = unsafe { (base.add(SMALL), base.add(size_of::<Self>().next_multiple_of(UNIT))) };
            strand.top.store(top.cast(), Relaxed);
            strand.arena.store(arena, Relaxed);
        } else {
            // The next slot down from here is below every arena end: nothing fits, so the hot path asks the slow one.
            strand.top.store(std::ptr::without_provenance_mut(size_of::<Slot>()), Relaxed);
            strand.arena.store(std::ptr::without_provenance_mut(usize::MAX), Relaxed);
        }
        strand.len.store(0, Relaxed);
        strand.captures.store(0, Relaxed);
        strand.tail.store(head.bits(), Relaxed);
        strand.lost.store(0, Relaxed);
        let trace = origin.trace_id.number();
        strand.trace_high.store((trace >> 64) as u64, Relaxed);
        strand.trace_low.store(trace as u64, Relaxed);
        strand.seed.store(random::next_u64() | 1, Relaxed);
        strand.parent.store(origin.parent.number(), Relaxed);
        let extras = origin.extras.map_or(std::ptr::null_mut(), |extras| Arc::into_raw(extras).cast_mut());
        strand.extras.store(extras, Relaxed);
        strand.flags.store(origin.flags, Relaxed);
        strand.route.store(origin.route, Relaxed);
        strand.returned.store(0, Relaxed);
        strand.link.store(std::ptr::null_mut(), Relaxed);
        pool.mark_head(head);
        strand.block.life.store(if recorded { strand.seed() } else { 0 }, Release);
        Some(strand)
    }

    pub(crate) fn trace_id(&self) -> TraceId {
        TraceId::new(u128::from(self.trace_high.load(Relaxed)) << 64 | u128::from(self.trace_low.load(Relaxed)))
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed.load(Relaxed)
    }

    /// The span it hangs below; invalid for the start of a trace.
    pub(crate) fn parent(&self) -> SpanId {
        SpanId::new(self.parent.load(Relaxed))
    }

    pub(crate) fn flags(&self) -> u32 {
        self.flags.load(Relaxed)
    }

    /// Sets strand flags; for the writer.
    pub(crate) fn set_flags(&self, flags: u32) {
        self.flags.store(self.flags() | flags, Relaxed);
    }

    pub(crate) fn is_recorded(&self) -> bool {
        self.flags() & u32::from(SAMPLED) != 0
    }

    pub(crate) fn route(&self) -> u32 {
        self.route.load(Relaxed)
    }

    pub(crate) fn lost(&self) -> u32 {
        self.lost.load(Relaxed)
    }

    pub(crate) fn count_lost(&self) {
        self.lost.store(self.lost().wrapping_add(1), Relaxed);
    }

    pub(crate) fn extras(&self) -> Option<Arc<Extras>> {
        let extras = self.extras.load(Relaxed);
        if extras.is_null() {
            return None;
        }
        // SAFETY: the pointer came from `Arc::into_raw`, and the strand's own count keeps it until the strand is given back, which
        // does not happen while the caller has the strand (rule 3).
        unsafe {
            Arc::increment_strong_count(extras);
            Some(Arc::from_raw(extras))
        }
    }

    /// Replaces the extras; for a strand that has only just begun, before anybody else knows of it.
    pub(crate) fn set_extras(&self, extras: Option<Arc<Extras>>) {
        let fresh = extras.map_or(std::ptr::null_mut(), |extras| Arc::into_raw(extras).cast_mut());
        if fresh.is_null() && self.extras.load(Relaxed).is_null() {
            return;
        }
        let old = self.extras.swap(fresh, Relaxed);
        if !old.is_null() {
            // SAFETY: the pointer came from `Arc::into_raw`, and the strand's count is given up with it.
            drop(unsafe { Arc::from_raw(old) });
        }
    }

    /// The id of the span at this index; the anchor is the strand's parent.
    pub(crate) fn span_id(&self, index: u32) -> SpanId {
        if index == ANCHOR { self.parent() } else { span_id(self.seed(), index) }
    }

    /// The context of the span at this index.
    pub(crate) fn context(&self, index: u32) -> SpanContext {
        let flags = self.flags();
        let context =
            SpanContext::from_parts(self.trace_id(), self.span_id(index), flags as u8, self.route(), self.extras());
        if index == ANCHOR && flags & REMOTE != 0 { context.remote() } else { context }
    }

    /// Where a strand begins that goes on below the span at this index, elsewhere.
    pub(crate) fn origin(&self, index: u32) -> Origin {
        let flags =
            self.flags() & !(EXPLICIT | ENTERED | REMOTE) | if index == ANCHOR { self.flags() & REMOTE } else { 0 };
        Origin {
            trace_id: self.trace_id(),
            parent: self.span_id(index),
            flags,
            route: self.route(),
            extras: self.extras(),
        }
    }

    /// Opens a slot; `None` where the last block is full or nothing is recorded.
    ///
    /// # Safety
    /// The caller is the writer (rule 1).
    #[inline]
    pub(crate) unsafe fn open(&self, site: *const Callsite, parent: u32) -> Option<&'static Slot> {
        // SAFETY: the caller is the writer.
        unsafe { self.open_at(site, parent, ticks) }
    }

    /// As [`Self::open`], at a tick that is read last: nothing is read where nothing is opened.
    ///
    /// # Safety
    /// As [`Self::open`].
    #[inline(always)]
    pub(crate) unsafe fn open_at(
        &self,
        site: *const Callsite,
        parent: u32,
        now: impl FnOnce() -> u64,
    ) -> Option<&'static Slot> {
        let slot = self.top.load(Relaxed).wrapping_sub(1);
        if (slot as usize) < self.arena.load(Relaxed) as usize {
            return None;
        }
        let index = self.len.load(Relaxed);
        // SAFETY: between the arena and the slots in use lie bytes of our block that nobody uses, aligned because the block's end is.
        let slot_ref: &'static Slot = unsafe { &*slot };
        // SAFETY: the caller is the writer, and the slot is not published.
        unsafe { slot_ref.open(site, now(), parent, index) };
        self.len.store(index.wrapping_add(1), Relaxed);
        self.top.store(slot, Release);
        Some(slot_ref)
    }

    /// Whether this slot was opened last.
    pub(crate) fn is_newest(&self, slot: &Slot) -> bool {
        std::ptr::eq(self.top.load(Relaxed), slot)
    }

    /// Opens a slot, in a further block where the last is full; `None` (and counted) where there is no memory.
    ///
    /// # Safety
    /// The caller is the writer (rule 1).
    #[cold]
    pub(crate) unsafe fn open_growing(&self, site: *const Callsite, parent: u32) -> Option<&'static Slot> {
        if !self.is_recorded() {
            return None;
        }
        // SAFETY: the caller is the writer.
        if let Some(slot) = unsafe { self.open(site, parent) } {
            return Some(slot);
        }
        // `ANCHOR` is no index, so a strand of four billion spans is full.
        // SAFETY: the caller is the writer.
        if self.len.load(Relaxed) < ANCHOR - 1 && unsafe { self.grow(size_of::<Slot>()) } {
            // SAFETY: the caller is the writer.
            return unsafe { self.open(site, parent) };
        }
        self.count_lost();
        None
    }

    /// Makes room for a record of `size` bytes: where it will stand. `None` where there is no memory, or nothing is recorded.
    ///
    /// # Safety
    /// The caller is the writer (rule 1).
    #[inline]
    unsafe fn room(&self, size: usize) -> Option<*mut u8> {
        let arena = self.arena.load(Relaxed);
        if arena.addr().wrapping_add(size) <= self.top.load(Relaxed).addr() && self.is_recorded() {
            return Some(arena);
        }
        // SAFETY: the caller is the writer.
        (self.is_recorded() && unsafe { self.grow(size) }).then(|| self.arena.load(Relaxed))
    }

    /// Appends a record for the slot at `index`: header, then the pieces. False where it was left out for lack of memory.
    ///
    /// # Safety
    /// The caller is the writer (rule 1).
    #[inline]
    pub(crate) unsafe fn append(&self, index: u32, class: u8, key: u8, pieces: Pieces<'_>) -> bool {
        let len: usize = pieces.iter().map(|piece| piece.len()).sum();
        let Ok(short) = u16::try_from(len) else { return false };
        let header = Header { slot: index, len: short, class, key };
        let size = header.size();
        // SAFETY: the caller is the writer.
        let Some(arena) = (unsafe { self.room(size) }) else { return false };
        // SAFETY: `size` bytes from `arena` on are free bytes of our last block, and aligned to 8 as all records are.
        unsafe { arena.cast::<u64>().write(header.to_word()) };
        let mut at = HEADER;
        for piece in pieces {
            // SAFETY: the pieces' lengths add up to less than `size`, and they do not lie in bytes that nobody uses.
            unsafe { copy(piece, arena.add(at)) };
            at += piece.len();
        }
        // SAFETY: still within the block (checked by `room`).
        self.arena.store(unsafe { arena.add(size) }, Release);
        if index == ANCHOR {
            ANCHOR_RECORDS.fetch_add(1, Release);
        }
        true
    }

    /// Chains on a block with room for `need` bytes.
    ///
    /// # Safety
    /// The caller is the writer (rule 1).
    #[cold]
    unsafe fn grow(&self, need: usize) -> bool {
        /// From this many slots on, blocks are large: most strands are small, and those that are not should not crawl.
        const MANY: u32 = 24;
        let Some(pool) = pool::get() else { return false };
        let fits = |block: &BlockRef| need <= block.size() - size_of::<Block>();
        let small = || {
            pool.take_small().filter(|block| {
                let fits = fits(block);
                if !fits {
                    pool.put_back_small(*block);
                }
                fits
            })
        };
        let taken = if self.len.load(Relaxed) >= MANY || need > SMALL - size_of::<Block>() {
            if need > LARGE - size_of::<Block>() {
                return false;
            }
            pool.take_large().or_else(small)
        } else {
            small().or_else(|| pool.take_large())
        };
        let Some(fresh) = taken else { return false };
        let base = pool.address(fresh);
        // SAFETY: every block starts with a `Block`, which is made of atomics; this one is ours.
        let block = unsafe { &*base.cast::<Block>() };
        let len = self.len.load(Relaxed);
        block.first.store(len, Relaxed);
        block.next.store(0, Relaxed);
        block.life.store(0, Relaxed);
        let tail = BlockRef::from_bits(self.tail.load(Relaxed));
        // SAFETY: as above; the last block is ours because we are the writer.
        let old = unsafe { &*pool.address(tail).cast::<Block>() };
        let slots = len - old.first.load(Relaxed);
        let bytes = self.arena.load(Relaxed) as usize - pool.address(tail) as usize;
        old.sealed.store(u64::from(slots) << 32 | bytes as u64, Relaxed);
        old.next.store(fresh.bits() + 1, Release);
        self.tail.store(fresh.bits(), Relaxed);
        // SAFETY: both addresses are within the block or one past its end.
        let (top, arena) = unsafe { (base.add(fresh.size()), base.add(size_of::<Block>())) };
        self.arena.store(arena, Release);
        self.top.store(top.cast(), Release);
        true
    }

    /// Gives out a reference for a parent captured at call time.
    ///
    /// # Safety
    /// The caller is the writer (rule 4).
    #[inline]
    pub(crate) unsafe fn capture(&self) {
        self.captures.store(self.captures.load(Relaxed).wrapping_add(1), Relaxed);
    }

    /// Takes one back, on the writer's thread.
    ///
    /// # Safety
    /// The caller is the writer (rule 4).
    #[inline]
    pub(crate) unsafe fn uncapture(&self) {
        self.captures.store(self.captures.load(Relaxed).wrapping_sub(1), Relaxed);
    }

    /// Takes one back, on any thread. The strand must not be used after it.
    pub(crate) fn return_capture(&self) {
        self.returned.fetch_add(1, Release);
    }

    /// Whether all captures are back; for a strand without a writer.
    pub(crate) fn is_uncaptured(&self) -> bool {
        self.returned.load(Acquire) == self.captures.load(Relaxed)
    }

    /// What tells it from the strands that stood here before; 0 where nothing is recorded here.
    pub(crate) fn life(&self) -> u64 {
        self.block.life.load(Acquire)
    }

    /// The block it stands in.
    pub(crate) fn head(&'static self, pool: &Pool) -> BlockRef {
        pool.small_at(std::ptr::from_ref(self).cast())
    }

    /// The strand whose head this block is.
    pub(crate) fn at(pool: &Pool, head: BlockRef) -> &'static Self {
        // SAFETY: small blocks are larger than a strand, aligned and initialised, and never freed; a `Strand` is made of atomics.
        unsafe { &*pool.address(head).cast::<Self>() }
    }

    /// The strand of a slot that is the first of its strand.
    ///
    /// # Safety
    /// `slot` is the slot with index 0 of a recorded strand: the last 32 bytes of its head.
    pub(crate) unsafe fn of_first(slot: &'static Slot) -> &'static Self {
        let end = std::ptr::from_ref(slot).wrapping_add(1).cast::<u8>();
        // SAFETY: the caller's promise; the head block is small.
        unsafe { &*end.wrapping_sub(SMALL).cast::<Self>() }
    }
}

/// Copies bytes; without a call where there are few.
///
/// # Safety
/// `to` points to as many bytes that nobody else uses.
#[inline(always)]
unsafe fn copy(from: &[u8], to: *mut u8) {
    let len = from.len();
    if let (Some(first), Some(last), true) = (from.first_chunk::<8>(), from.last_chunk::<8>(), len <= 16) {
        // SAFETY: two overlapping words cover 8 to 16 bytes, all within `len`.
        unsafe {
            to.cast::<[u8; 8]>().write(*first);
            to.add(len - 8).cast::<[u8; 8]>().write(*last);
        }
    } else {
        // SAFETY: the caller's promise.
        unsafe { std::ptr::copy_nonoverlapping(from.as_ptr(), to, len) };
    }
}

/// What a reader may see of one block.
pub(crate) struct Published {
    /// The index of its first slot.
    pub(crate) first: u32,
    /// How many slots are published.
    pub(crate) slots: u32,
    /// The arena: first byte and bytes.
    pub(crate) arena: *const u8,
    pub(crate) arena_bytes: usize,
    /// One past the block's last byte, below which its first slot lies.
    pub(crate) end: *const Slot,
    /// The block after it.
    pub(crate) next: Option<BlockRef>,
}

impl Strand {
    /// What is published of one of its blocks. Records of a slot are complete only in what is read after the slot was seen ended.
    ///
    /// The strand is recorded, and the block one of its chain.
    pub(crate) fn published(&self, pool: &Pool, block_ref: BlockRef) -> Published {
        let base = pool.address(block_ref);
        // SAFETY: every block starts with a `Block`, which is made of atomics.
        let block = unsafe { &*base.cast::<Block>() };
        let is_head = std::ptr::eq(base.cast(), self);
        let start = if is_head { size_of::<Self>().next_multiple_of(UNIT) } else { size_of::<Block>() };
        let end = base as usize + block_ref.size();
        let (next, slots, arena_end) = loop {
            let next = block.next.load(Acquire);
            if next != 0 {
                let sealed = block.sealed.load(Relaxed);
                break (next, (sealed >> 32) as u32, sealed as u32 as usize);
            }
            // Meanwhile the block may have been sealed and the next begun. Addresses of another block say so: look again.
            let top = self.top.load(Acquire) as usize;
            let arena = self.arena.load(Acquire) as usize;
            let within = |address: usize| address >= base as usize + start && address <= end;
            if within(top) && within(arena) {
                break (0, u32::try_from((end - top) / size_of::<Slot>()).unwrap_or(0), arena - base as usize);
            }
            std::hint::spin_loop();
        };
        Published {
            first: block.first.load(Relaxed),
            slots,
            // SAFETY: within the block.
            arena: unsafe { base.add(start) },
            arena_bytes: arena_end.saturating_sub(start),
            // SAFETY: one past the block's end.
            end: unsafe { base.add(block_ref.size()) }.cast(),
            next: next.checked_sub(1).map(BlockRef::from_bits),
        }
    }
}
