//! The inbox: finished strands on their way to the collector, one plain store each.
//!
//! Every thread that delivers has a ring of its own, so that delivering takes no locked instruction: such an instruction would wait for all
//! the thread's stores to memory that another processor still has. What does not fit goes onto one list for all, with one exchange.
//!
//! Rules:
//! 1. A strand is pushed once, by its last writer, which does not touch it afterwards.
//! 2. A ring has one producer, the thread that has adopted it, and one consumer, the collector. The producer writes an entry and then
//!    `tail` (release); the consumer reads `tail` (acquire), then the entries, then writes `head` (release).
//! 3. Rings are never freed. One whose thread has ended is adopted by the next thread that needs one, with what is still in it.
//! 4. On the list, `link` belongs to whoever pushes until the exchange succeeds, and then to the collector.

use std::{cell::Cell, ptr};

use crate::{
    pool::{BlockRef, Pool},
    strand::Strand,
    sync::fixed::{AtomicBool, AtomicPtr, AtomicU32, Ordering},
};

/// More strands than are begun before the collector is called, several times over.
const ENTRIES: usize = 16 * 1024;

/// On lines of their own: what the producer writes, and what the consumer writes.
#[repr(C, align(128))]
struct Ring {
    tail: AtomicU32,
    /// The consumer's `head` when the producer last looked.
    known_head: AtomicU32,
    adopted: AtomicBool,
    below: AtomicPtr<Ring>,
    head: OwnLine,
    /// Blocks' bits: half the size of addresses.
    entries: [AtomicU32; ENTRIES],
}

#[repr(align(128))]
struct OwnLine(AtomicU32);

/// All rings.
static RINGS: AtomicPtr<Ring> = AtomicPtr::new(ptr::null_mut());
/// The list for what does not fit.
static LIST: AtomicPtr<Strand> = AtomicPtr::new(ptr::null_mut());

thread_local! {
    static OWN: Cell<Option<&'static Ring>> = const { Cell::new(None) };
    /// Gives the thread's ring up when the thread ends.
    static LEASE: Lease = const { Lease };
}

struct Lease;

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(ring) = OWN.replace(None) {
            ring.adopted.store(false, Ordering::Release);
        }
    }
}

/// Hands a strand to the collector.
#[inline]
pub(crate) fn push(pool: &Pool, strand: &'static Strand) {
    let pushed = OWN.get().or_else(adopt).is_some_and(|ring| ring.push(strand.head(pool)));
    if !pushed {
        push_on_list(strand);
    }
}

/// Finds a ring for this thread; none where the thread is ending.
#[cold]
fn adopt() -> Option<&'static Ring> {
    LEASE.try_with(|_| ()).ok()?;
    let ring = rings().find(|ring| !ring.adopted.swap(true, Ordering::Acquire)).unwrap_or_else(|| {
        #[allow(clippy::large_stack_arrays, reason = "once a thread, and built in place in optimised code")]
        let ring: &'static Ring = Box::leak(Box::new(Ring {
            tail: AtomicU32::new(0),
            known_head: AtomicU32::new(0),
            adopted: AtomicBool::new(true),
            below: AtomicPtr::new(ptr::null_mut()),
            head: OwnLine(AtomicU32::new(0)),
            entries: [const { AtomicU32::new(0) }; ENTRIES],
        }));
        let this = ptr::from_ref(ring).cast_mut();
        let mut top = RINGS.load(Ordering::Relaxed);
        loop {
            ring.below.store(top, Ordering::Relaxed);
            match RINGS.compare_exchange_weak(top, this, Ordering::Release, Ordering::Relaxed) {
                Ok(_) => break ring,
                Err(current) => top = current,
            }
        }
    });
    OWN.set(Some(ring));
    Some(ring)
}

fn rings() -> impl Iterator<Item = &'static Ring> {
    let mut next = RINGS.load(Ordering::Acquire);
    std::iter::from_fn(move || {
        // SAFETY: only rings are pushed, and they are never freed (rule 3).
        let ring: &'static Ring = unsafe { next.as_ref() }?;
        next = ring.below.load(Ordering::Relaxed);
        Some(ring)
    })
}

impl Ring {
    #[inline]
    fn push(&self, head: BlockRef) -> bool {
        let tail = self.tail.load(Ordering::Relaxed);
        if tail.wrapping_sub(self.known_head.load(Ordering::Relaxed)) as usize == ENTRIES {
            let head = self.head.0.load(Ordering::Acquire);
            if tail.wrapping_sub(head) as usize == ENTRIES {
                return false;
            }
            self.known_head.store(head, Ordering::Relaxed);
        }
        self.entries[tail as usize % ENTRIES].store(head.bits(), Ordering::Relaxed);
        self.tail.store(tail.wrapping_add(1), Ordering::Release);
        true
    }

    fn take(&self, pool: &Pool, into: &mut Vec<&'static Strand>) {
        let (head, tail) = (self.head.0.load(Ordering::Relaxed), self.tail.load(Ordering::Acquire));
        let count = tail.wrapping_sub(head);
        into.extend((0..count).map(|i| {
            let bits = self.entries[head.wrapping_add(i) as usize % ENTRIES].load(Ordering::Relaxed);
            Strand::at(pool, BlockRef::from_bits(bits))
        }));
        self.head.0.store(tail, Ordering::Release);
    }
}

#[cold]
fn push_on_list(strand: &'static Strand) {
    let this = ptr::from_ref(strand).cast_mut();
    let mut first = LIST.load(Ordering::Relaxed);
    loop {
        strand.link.store(first, Ordering::Relaxed);
        match LIST.compare_exchange_weak(first, this, Ordering::Release, Ordering::Relaxed) {
            Ok(_) => return,
            Err(current) => first = current,
        }
    }
}

/// Takes everything that has arrived: of each thread in the order of arrival.
pub(crate) fn take(pool: &Pool, into: &mut Vec<&'static Strand>) {
    rings().for_each(|ring| ring.take(pool, into));
    let start = into.len();
    let mut next = LIST.swap(ptr::null_mut(), Ordering::Acquire);
    // SAFETY: only strands are pushed, and they stay alive until the collector gives them back (strand rule 3).
    while let Some(strand) = unsafe { next.as_ref::<'static>() } {
        next = strand.link.load(Ordering::Relaxed);
        into.push(strand);
    }
    into[start..].reverse();
}
