//! The floor: two clock reads and 64 bytes written to a ring of this thread. No recorder that keeps a span can do less.

use std::cell::Cell;
use std::hint::black_box;

use crate::clocks::ticks;

/// As many bytes as a span that somebody can use needs at the least.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(64))]
pub struct Entry {
    /// When it began.
    pub start: u64,
    /// When it ended.
    pub end: u64,
    /// Name, parent, two arguments.
    pub words: [u64; 6],
}

/// Entries a ring holds: 256 KiB, more than the first-level cache, as a real buffer is.
const ENTRIES: usize = 4096;

type Ring = [Cell<Entry>; ENTRIES];

thread_local! {
    static RING: Cell<Option<&'static Ring>> = const { Cell::new(None) };
    static NEXT: Cell<usize> = const { Cell::new(0) };
}

/// Runs `body` between two clock reads and writes one entry.
#[inline(always)]
pub fn record<R>(words: [u64; 6], body: impl FnOnce() -> R) -> R {
    let start = ticks();
    let value = body();
    write(Entry { start, end: ticks(), words });
    value
}

/// Writes one entry over the oldest.
#[inline(always)]
pub fn write(entry: Entry) {
    let ring = match RING.get() {
        Some(ring) => ring,
        None => make(),
    };
    let next = NEXT.get();
    NEXT.set((next + 1) % ENTRIES);
    black_box(&ring[next % ENTRIES]).set(entry);
}

#[cold]
fn make() -> &'static Ring {
    let entries: Box<[Cell<Entry>]> = (0..ENTRIES).map(|_| Cell::new(Entry::default())).collect();
    let Ok(ring) = <Box<Ring>>::try_from(entries) else { unreachable!("it was collected with that length") };
    let ring: &'static Ring = Box::leak(ring);
    RING.set(Some(ring));
    ring
}
