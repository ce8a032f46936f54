//! The inbox: finished strands on their way to the collector. One exchange a strand; the collector takes all at once.
//!
//! Rules:
//! 1. A strand is pushed once, by its last writer, which does not touch it afterwards: push releases, take acquires.
//! 2. `link` belongs to whoever pushes until the exchange succeeds, and then to the collector.

use std::ptr;

use crate::{
    strand::Strand,
    sync::fixed::{AtomicPtr, Ordering},
};

static FIRST: AtomicPtr<Strand> = AtomicPtr::new(ptr::null_mut());

/// Hands a strand to the collector.
pub(crate) fn push(strand: &'static Strand) {
    let this = ptr::from_ref(strand).cast_mut();
    let mut first = FIRST.load(Ordering::Relaxed);
    loop {
        strand.link.store(first, Ordering::Relaxed);
        match FIRST.compare_exchange_weak(first, this, Ordering::Release, Ordering::Relaxed) {
            Ok(_) => return,
            Err(current) => first = current,
        }
    }
}

/// Takes everything that has arrived, in the order of arrival.
pub(crate) fn take(into: &mut Vec<&'static Strand>) {
    let start = into.len();
    let mut next = FIRST.swap(ptr::null_mut(), Ordering::Acquire);
    while !next.is_null() {
        // SAFETY: only strands are pushed, and they stay alive until the collector gives them back (strand rule 3).
        let strand: &'static Strand = unsafe { &*next };
        next = strand.link.load(Ordering::Relaxed);
        into.push(strand);
    }
    into[start..].reverse();
}
