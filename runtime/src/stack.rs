//! A lock-free stack of numbers below a fixed limit: the free lists of the pool.
//!
//! Rules:
//! 1. `head` holds the top number plus one in its low half (0: empty) and a tag in its high half; each change counts the tag up,
//!    so a head that was read, changed and changed back is not mistaken for the one that was read (ABA).
//! 2. `next[n]` is the number plus one below `n`. Only the owner of `n` writes it: whoever popped it, or is about to push it.
//! 3. A popper may follow links that others are changing: every value in `next` is a valid number or 0, and the exchange of `head`
//!    fails if anything was popped meanwhile, so a chain that was read torn is thrown away.
//! 4. What was written to the memory behind a number before it was pushed is visible to its popper: push releases, pop acquires.

use crate::sync::{AtomicU32, AtomicU64, Ordering};

pub(crate) struct Stack {
    head: AtomicU64,
    next: Box<[AtomicU32]>,
}

const LOW: u64 = 0xFFFF_FFFF;

impl Stack {
    /// An empty stack for the numbers `0..limit`.
    pub(crate) fn new(limit: usize) -> Self {
        #[cfg(loom)]
        let next = (0..limit).map(|_| AtomicU32::new(0)).collect();
        #[cfg(not(loom))]
        let next = {
            // Zeroed by the allocator, so that a table for a large budget costs no memory until it is used.
            let zeroes = Box::into_raw(vec![0_u32; limit].into_boxed_slice());
            // SAFETY: `AtomicU32` has the layout of `u32`, and the box was just made and is not used otherwise.
            unsafe { Box::from_raw(zeroes as *mut [AtomicU32]) }
        };
        Self { head: AtomicU64::new(0), next }
    }

    fn link(&self, entry: u32) -> &AtomicU32 {
        &self.next[entry as usize - 1]
    }

    /// Takes up to `most` numbers and hands each to `take`; returns how many there were.
    pub(crate) fn pop(&self, most: u32, mut take: impl FnMut(u32)) -> u32 {
        let mut head = self.head.load(Ordering::Acquire);
        loop {
            let first = (head & LOW) as u32;
            if first == 0 {
                return 0;
            }
            let (mut last, mut count) = (first, 1);
            let mut after = self.link(last).load(Ordering::Relaxed);
            while count < most && after != 0 {
                last = after;
                after = self.link(last).load(Ordering::Relaxed);
                count += 1;
            }
            let changed = ((head >> 32).wrapping_add(1) << 32) | u64::from(after);
            match self.head.compare_exchange_weak(head, changed, Ordering::Acquire, Ordering::Acquire) {
                Ok(_) => {
                    let mut entry = first;
                    for left in (0..count).rev() {
                        // Read before it is handed on: its taker may push it again (rule 2).
                        let below = if left == 0 { 0 } else { self.link(entry).load(Ordering::Relaxed) };
                        take(entry - 1);
                        entry = below;
                    }
                    return count;
                }
                Err(current) => head = current,
            }
        }
    }

    /// Gives numbers back, which the caller must own.
    pub(crate) fn push(&self, numbers: impl IntoIterator<Item = u32>) {
        let mut numbers = numbers.into_iter().map(|n| n + 1);
        let Some(last) = numbers.next() else { return };
        let mut first = last;
        for entry in numbers {
            self.link(entry).store(first, Ordering::Relaxed);
            first = entry;
        }
        let mut head = self.head.load(Ordering::Relaxed);
        loop {
            self.link(last).store((head & LOW) as u32, Ordering::Relaxed);
            let changed = ((head >> 32).wrapping_add(1) << 32) | u64::from(first);
            match self.head.compare_exchange_weak(head, changed, Ordering::Release, Ordering::Relaxed) {
                Ok(_) => return,
                Err(current) => head = current,
            }
        }
    }
}

#[cfg(test)]
mod tests;
