//! Copying: what one block of a strand has published, as rows and records of a batch.
//!
//! Called by the collector alone, for strands that stay alive meanwhile (gather rule 1). What is marked or consumed here is published, and
//! the writer does not touch it again (gather rule 3).

use std::ops::Range;

use crate::{
    batch::{BatchData, Segment},
    callsite::Callsite,
    counters::LATE_RECORDS,
    record::{CLASS, CONSUMED, Header, UNIT},
    slot::{ANCHOR, Found},
    strand::{Published, Strand},
    sync::fixed::Ordering,
};

/// Adds what the spans of a strand have in common.
#[inline(always)]
pub(crate) fn add_segment(segments: &mut Vec<Segment>, strand: &Strand) {
    segments.reserve(1);
    // In place: `push` would make it on the stack and copy it, and to load whole what was just stored in halves takes longer than all this.
    let Some(place) = segments.spare_capacity_mut().first_mut() else { return };
    place.write(Segment {
        trace_id: strand.trace_id(),
        seed: strand.seed(),
        parent: strand.parent(),
        flags: strand.flags(),
        extras: strand.extras(),
    });
    // SAFETY: the element after the last was just written.
    unsafe { segments.set_len(segments.len() + 1) };
}

/// Copies the slots of a block that have ended, and lists those that are open; whether one has ended out of order.
pub(crate) fn copy_slots(batch: &mut BatchData, published: &Published, open: &mut Vec<u32>, mark: bool) -> bool {
    let mut any_out_of_order = false;
    batch.rows.reserve(published.slots as usize);
    for i in 0..published.slots {
        // SAFETY: published slots lie below the block's end, one after the other.
        let slot = unsafe { &*published.end.sub(i as usize + 1) };
        let index = published.first + i;
        // SAFETY: the slot is published to us, and we are the collector.
        match unsafe { slot.read() } {
            Found::Exported => {}
            Found::Open => open.push(index),
            Found::Ended(ended) => {
                // SAFETY: slots are opened with references to statics.
                let site: &'static Callsite = unsafe { &*ended.site };
                batch.push(site, ended.start, ended.end, ended.outcome, ended.parent, index);
                any_out_of_order |= ended.out_of_order;
                if mark {
                    slot.set_exported();
                }
            }
        }
    }
    any_out_of_order
}

/// The row of the span with this index.
#[inline]
pub(crate) fn find(batch: &BatchData, rows: &Range<usize>, index: u32) -> Option<usize> {
    let first = batch.rows.get(rows.start).filter(|_| !rows.is_empty())?;
    // Mostly there are no holes.
    let guess = rows.start + index.checked_sub(first.index)? as usize;
    if guess < rows.end && batch.rows[guess].index == index {
        return Some(guess);
    }
    batch.rows[rows.clone()].binary_search_by_key(&index, |row| row.index).ok().map(|found| rows.start + found)
}

/// Calls `take` with each record that was not consumed, and consumes those it takes, if it is to.
#[inline]
pub(crate) fn each_record(published: &Published, consume: bool, mut take: impl FnMut(Header, &[u64]) -> bool) {
    let mut at = 0;
    while at + UNIT <= published.arena_bytes {
        // SAFETY: records follow each other up to the published end of the arena, aligned to words.
        let start = unsafe { published.arena.add(at) }.cast::<u64>();
        // SAFETY: as above; the writer does not touch published bytes.
        let header = Header::from_word(unsafe { start.read() });
        let size = header.size();
        if at + size > published.arena_bytes {
            return;
        }
        if header.class & CLASS != CONSUMED {
            // SAFETY: as above.
            let words = unsafe { std::slice::from_raw_parts(start, size / UNIT) };
            if take(header, words) && consume {
                // SAFETY: we are the only reader (rule 3), and `words` is not used any more.
                unsafe { start.cast_mut().write(Header { class: CONSUMED, ..header }.to_word()) };
            }
        }
        at += size;
    }
}

/// Copies an arena as it stands, and links its records to their spans.
pub(crate) fn copy_arena(batch: &mut BatchData, rows: &Range<usize>, published: &Published) {
    let mut at = batch.words.len();
    // SAFETY: records follow each other up to the published end of the arena, aligned to words; the writer does not touch them again.
    batch.words.extend_from_slice(unsafe {
        std::slice::from_raw_parts(published.arena.cast::<u64>(), published.arena_bytes / UNIT)
    });
    while let Some(word) = batch.words.get(at) {
        let header = Header::from_word(*word);
        if header.class & CLASS != CONSUMED && header.slot != ANCHOR {
            if let Some(row) = find(batch, rows, header.slot) {
                batch.link(row, header, at as u32);
            } else {
                LATE_RECORDS.fetch_add(1, Ordering::Relaxed);
            }
        }
        at += header.size() / UNIT;
    }
}
