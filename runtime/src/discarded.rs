//! Spans that are not exported: taken out of their batch, and what hangs from them hangs from what is above.

use std::collections::HashMap;

use crate::{
    batch::{BatchData, DISCARDED},
    counters::{Reason, count_dropped},
    id::SpanId,
    slot::ANCHOR,
    strand::REMOTE,
};

/// Takes marked spans out of a batch. `short` says how many of them took less than a rule asks for.
///
/// Spans below them that are in other batches keep the parent they had.
pub(crate) fn remove_discarded(batch: &mut BatchData, short: u64) {
    if batch.rows.iter().all(|row| row.marks & DISCARDED == 0) {
        return;
    }
    lift(batch);
    let cuts = std::mem::take(&mut batch.cuts);
    let (mut kept, before) = (0_u32, batch.rows.len());
    let mut number = 0;
    batch.rows.retain(|row| {
        let keep = row.marks & DISCARDED == 0;
        if keep {
            if let Some(cut) = cuts.get(&number) {
                batch.cuts.insert(kept, *cut);
            }
            kept += 1;
        }
        number += 1;
        keep
    });
    count_dropped(Reason::TooShort, short);
    count_dropped(Reason::Discarded, (before - batch.rows.len()) as u64 - short);
}

/// Gives all that is below a marked span the next parent above that is not marked.
fn lift(batch: &mut BatchData) {
    // What is above each: its strand's segment, and an index in that. A strand may have several segments.
    let mut above: HashMap<SpanId, (usize, u32)> = HashMap::new();
    for row in batch.rows.iter().filter(|row| row.marks & DISCARDED != 0) {
        let id = BatchData::id(&batch.segments[row.segment as usize], row.index);
        above.insert(id, (row.segment as usize, row.parent));
    }
    // No chain is longer than that; ids that others have sent may go in circles.
    let most = above.len();
    for row in &mut batch.rows {
        let segment = &batch.segments[row.segment as usize];
        for _ in 0..most {
            match above.get(&BatchData::id(segment, row.parent)) {
                Some((_, parent)) if row.parent != ANCHOR => row.parent = *parent,
                _ => break,
            }
        }
    }
    for at in 0..batch.segments.len() {
        for _ in 0..most {
            let Some((other, parent)) = above.get(&batch.segments[at].parent) else { break };
            let other = &batch.segments[*other];
            let remote = if *parent == ANCHOR { other.flags & REMOTE } else { 0 };
            let parent = BatchData::id(other, *parent);
            let segment = &mut batch.segments[at];
            (segment.parent, segment.flags) = (parent, segment.flags & !REMOTE | remote);
        }
    }
}
