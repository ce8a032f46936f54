//! The buffer: one reserved region under a byte budget, cut into small (512 B) and large (4 KiB) blocks.
//!
//! Rules:
//! 1. The region is allocated once, zeroed, and never freed: an address in it stays readable for the life of the process.
//! 2. A block belongs to whoever took it until it is given back; only its owner, or whom the owner shares it with, touches it.
//! 3. A page is used either whole, as a large block, or as eight small ones. Large ones may be split; small ones are not joined.
//! 4. The budget is a limit on pages, so that memory in use cannot pass it whatever the callers do.
//! 5. Taking a block makes no system call and takes no lock: thread's own cache, free list, then a page never used before.

use std::{
    alloc::{Layout, alloc_zeroed},
    cell::RefCell,
    sync::OnceLock,
};

use crate::{
    stack::Stack,
    sync::fixed::{AtomicU8, AtomicU32, AtomicU64, Ordering},
};

pub(crate) const SMALL: usize = 512;
pub(crate) const LARGE: usize = 4096;
const PER_PAGE: u32 = (LARGE / SMALL) as u32;
/// How many small blocks a thread keeps for itself.
const CACHED: usize = 16;

/// Names a block: the number of a small one times two, or the page of a large one times two plus one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BlockRef(u32);

impl BlockRef {
    pub(crate) const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    pub(crate) const fn bits(self) -> u32 {
        self.0
    }

    const fn small(number: u32) -> Self {
        Self(number << 1)
    }

    const fn large(page: u32) -> Self {
        Self(page << 1 | 1)
    }

    /// Its number among those of its size.
    pub(crate) const fn number(self) -> usize {
        (self.0 >> 1) as usize
    }

    pub(crate) const fn is_large(self) -> bool {
        self.0 & 1 == 1
    }

    pub(crate) const fn size(self) -> usize {
        if self.is_large() { LARGE } else { SMALL }
    }
}

pub(crate) struct Pool {
    base: *mut u8,
    pages: u32,
    /// Pages that may be used; at most `pages`.
    limit: AtomicU32,
    /// Pages that have ever been used.
    fresh: AtomicU32,
    small: Stack,
    large: Stack,
    /// Bytes handed out, threads' caches included.
    in_use: AtomicU64,
    /// Bytes taken since the collector last looked.
    taken: AtomicU64,
    /// For each small block, whether it may be the head of a strand: where the collector looks for what it reads in place.
    heads: Box<[AtomicU8]>,
}

// SAFETY: `base` is never changed, and what it points to is shared by rules 1 and 2.
unsafe impl Send for Pool {}
// SAFETY: as above.
unsafe impl Sync for Pool {}

static POOL: OnceLock<Pool> = OnceLock::new();
/// How the pool calls the collector; set by `collector` when it starts.
pub(crate) static WAKE: OnceLock<fn()> = OnceLock::new();

/// When this much has been taken since it last looked, or half the budget, the collector is called. More would mean that spans are
/// written into memory that has left the caches; less, that the collector is called too often.
const ENOUGH: u64 = 1 << 20;

/// The least budget: a page for each class and each of a few threads.
pub(crate) const LEAST_BUDGET: usize = 64 * LARGE;

/// Reserves the region for this budget; where it is reserved already, limits it.
pub(crate) fn reserve(budget: usize) -> &'static Pool {
    let pages = u32::try_from((budget.max(LEAST_BUDGET) / LARGE).min(1 << 27)).unwrap_or(1 << 27);
    let pool = POOL.get_or_init(|| Pool::new(pages));
    pool.set_limit(pages as usize * LARGE);
    pool
}

/// The pool, once it is reserved.
#[inline]
pub(crate) fn get() -> Option<&'static Pool> {
    POOL.get()
}

struct Cache {
    small: [u32; CACHED],
    len: usize,
}

impl Drop for Cache {
    fn drop(&mut self) {
        if let Some(pool) = get() {
            pool.give_small(self.small[..self.len].iter().copied());
        }
    }
}

thread_local! {
    static CACHE: RefCell<Cache> = const { RefCell::new(Cache { small: [0; CACHED], len: 0 }) };
}

impl Pool {
    fn new(pages: u32) -> Self {
        let bytes = pages as usize * LARGE;
        // With no more than the allocator's own alignment, large zeroed memory comes untouched from the system; so we align ourselves.
        let layout = Layout::from_size_align(bytes + LARGE, 16).unwrap_or(Layout::new::<[u64; 2 * LARGE]>());
        // SAFETY: the layout's size is not zero.
        let start = unsafe { alloc_zeroed(layout) };
        // Where there is not so much address space the pool has no pages: everything is dropped, and counted.
        let pages = if start.is_null() { 0 } else { u32::try_from(layout.size() / LARGE - 1).unwrap_or(0) };
        let base = start.wrapping_add(start.align_offset(LARGE));
        let small = (pages * PER_PAGE) as usize;
        let zeroes = Box::into_raw(vec![0_u8; small].into_boxed_slice());
        // SAFETY: `AtomicU8` has the layout of `u8`, and the box was just made and is not used otherwise.
        let heads = unsafe { Box::from_raw(zeroes as *mut [AtomicU8]) };
        Self {
            base,
            pages,
            limit: AtomicU32::new(pages),
            fresh: AtomicU32::new(0),
            small: Stack::new(small),
            large: Stack::new(pages as usize),
            in_use: AtomicU64::new(0),
            taken: AtomicU64::new(0),
            heads,
        }
    }

    /// Limits the pages that may be used. What is in use already stays so.
    pub(crate) fn set_limit(&self, bytes: usize) {
        let pages = u32::try_from(bytes / LARGE).unwrap_or(u32::MAX).min(self.pages);
        self.limit.store(pages, Ordering::Relaxed);
    }

    /// The block's first byte.
    #[inline]
    pub(crate) fn address(&self, block: BlockRef) -> *mut u8 {
        let offset = block.number() * block.size();
        // SAFETY: blocks are numbered within the region (rule 3).
        unsafe { self.base.add(offset) }
    }

    /// Asks for the memory of a block that a reader will look at first, its header and its end: another processor has written it.
    #[inline]
    pub(crate) fn prefetch(&self, block: BlockRef) {
        #[cfg(target_arch = "x86_64")]
        {
            use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            let start = self.address(block).cast::<i8>();
            for offset in [0, 64, block.size() - 64] {
                // SAFETY: a prefetch reads nothing; the address is within the block.
                unsafe { _mm_prefetch::<_MM_HINT_T0>(start.wrapping_add(offset)) };
            }
        }
        let _ = block;
    }

    /// As [`Self::prefetch`], for a writer.
    #[inline]
    fn claim(&self, block: BlockRef) {
        #[cfg(all(target_arch = "x86_64", not(miri)))]
        {
            let start = self.address(block);
            for offset in [0, 64, block.size() - 64] {
                // SAFETY: a prefetch changes nothing, wherever it points; where a processor does not know this one, it does nothing.
                unsafe {
                    std::arch::asm!("prefetchw [{}]", in(reg) start.wrapping_add(offset), options(nostack, preserves_flags, readonly));
                }
            }
        }
        let _ = block;
    }

    /// The small block that starts at `address`.
    pub(crate) fn small_at(&self, address: *const u8) -> BlockRef {
        let offset = address as usize - self.base as usize;
        BlockRef::small(u32::try_from(offset / SMALL).unwrap_or(0))
    }

    /// Takes a small block.
    #[inline]
    pub(crate) fn take_small(&self) -> Option<BlockRef> {
        CACHE
            .try_with(|cache| {
                let mut cache = cache.try_borrow_mut().ok()?;
                if cache.len == 0 {
                    self.refill(&mut cache);
                }
                cache.len = cache.len.checked_sub(1)?;
                // The one after it, so that its lines are this processor's by the time it is taken: writes to lines that the collector's
                // processor has would hold up the next locked instruction of the program.
                if let Some(soon) = cache.len.checked_sub(1) {
                    self.claim(BlockRef::small(cache.small[soon]));
                }
                Some(BlockRef::small(cache.small[cache.len]))
            })
            // The thread's cache is gone: it is ending. One block, past the cache.
            .unwrap_or_else(|_| self.take_past_cache())
    }

    #[cold]
    fn refill(&self, cache: &mut Cache) {
        let Cache { small, len } = cache;
        self.small.pop(CACHED as u32, |number| {
            small[*len] = number;
            *len += 1;
        });
        if *len == 0
            && let Some(page) = self.take_page()
        {
            for i in 0..PER_PAGE {
                // Handed out from the back, so in ascending order.
                small[*len] = page * PER_PAGE + (PER_PAGE - 1 - i);
                *len += 1;
            }
        }
        self.used(*len * SMALL);
    }

    #[cold]
    fn take_past_cache(&self) -> Option<BlockRef> {
        let mut taken = None;
        self.small.pop(1, |number| taken = Some(number));
        if taken.is_none() {
            let page = self.take_page()?;
            self.small.push((1..PER_PAGE).map(|i| page * PER_PAGE + i));
            taken = Some(page * PER_PAGE);
        }
        self.used(SMALL);
        taken.map(BlockRef::small)
    }

    /// Takes a large block.
    #[cold]
    pub(crate) fn take_large(&self) -> Option<BlockRef> {
        let page = self.take_page()?;
        self.used(LARGE);
        Some(BlockRef::large(page))
    }

    fn take_page(&self) -> Option<u32> {
        let mut taken = None;
        self.large.pop(1, |page| taken = Some(page));
        if taken.is_some() {
            return taken;
        }
        let limit = self.limit.load(Ordering::Relaxed);
        // A plain increment could run past the limit and wrap around in the end.
        self.fresh.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |fresh| (fresh < limit).then_some(fresh + 1)).ok()
    }

    fn used(&self, bytes: usize) {
        let bytes = bytes as u64;
        self.in_use.fetch_add(bytes, Ordering::Relaxed);
        let before = self.taken.fetch_add(bytes, Ordering::Relaxed);
        let enough = self.enough();
        if before < enough
            && before + bytes >= enough
            && let Some(wake) = WAKE.get()
        {
            wake();
        }
    }

    /// The collector looks: what is taken counts from here. Whether it was enough for being called.
    pub(crate) fn looked(&self) -> bool {
        self.taken.swap(0, Ordering::Relaxed) >= self.enough()
    }

    fn enough(&self) -> u64 {
        ENOUGH.min(u64::from(self.limit.load(Ordering::Relaxed)) * LARGE as u64 / 2)
    }

    /// Puts a small block that its taker owns back into this thread's cache.
    pub(crate) fn put_back_small(&self, block: BlockRef) {
        let number = block.0 >> 1;
        let kept = CACHE.try_with(|cache| {
            let mut cache = cache.try_borrow_mut().ok()?;
            let len = cache.len;
            *cache.small.get_mut(len)? = number;
            cache.len += 1;
            Some(())
        });
        if !matches!(kept, Ok(Some(()))) {
            self.give_small(std::iter::once(number));
        }
    }

    fn give_small(&self, numbers: impl ExactSizeIterator<Item = u32>) {
        self.in_use.fetch_sub((numbers.len() * SMALL) as u64, Ordering::Relaxed);
        self.small.push(numbers);
    }

    /// Gives blocks back to everybody.
    pub(crate) fn give(&self, blocks: &mut Returned) {
        self.in_use.fetch_sub((blocks.large.len() * LARGE) as u64, Ordering::Relaxed);
        self.large.push(blocks.large.drain(..));
        self.give_small(blocks.small.drain(..));
    }

    /// Bytes handed out.
    pub(crate) fn bytes_in_use(&self) -> u64 {
        self.in_use.load(Ordering::Relaxed)
    }

    /// Says that a small block may be the head of a strand. It stays so when the block is given back, so that blocks which come and go
    /// as heads cost no further store here; whether there is a strand now, the block itself says.
    #[inline]
    pub(crate) fn mark_head(&self, block: BlockRef) {
        let mark = &self.heads[block.number()];
        if mark.load(Ordering::Relaxed) == 0 {
            mark.store(1, Ordering::Release);
        }
    }

    /// The blocks that may be heads of strands.
    pub(crate) fn heads(&self) -> impl Iterator<Item = BlockRef> + '_ {
        let used = (self.fresh.load(Ordering::Relaxed) * PER_PAGE) as usize;
        self.heads[..used.min(self.heads.len())]
            .iter()
            .zip(0_u32..)
            .filter(|(head, _)| head.load(Ordering::Acquire) != 0)
            .map(|(_, number)| BlockRef::small(number))
    }
}

/// Blocks to be given back, gathered so that a whole batch costs one exchange.
#[derive(Default)]
pub(crate) struct Returned {
    small: Vec<u32>,
    large: Vec<u32>,
}

impl Returned {
    pub(crate) fn add(&mut self, block: BlockRef) {
        if block.is_large() { &mut self.large } else { &mut self.small }.push(block.0 >> 1);
    }

    pub(crate) fn len(&self) -> usize {
        self.small.len() + self.large.len()
    }
}

#[cfg(test)]
mod tests;
