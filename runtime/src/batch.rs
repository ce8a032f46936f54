//! A batch: spans copied out of the strands, raw, with their records linked; what exporters read through views.
//!
//! Rules:
//! 1. Addresses in records (static keys, type names) were written by `write` from `&'static str`s of this process, and are copied unchanged.
//! 2. Text in records was text when `write` wrote it, cut between characters if at all, and is copied unchanged.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex},
};

use crate::{
    callsite::Callsite,
    clock::Timeline,
    context::Extras,
    id::{SpanId, TraceId, span_id},
    outcome::Outcome,
    record::{
        CLASS, DISCARD, ERROR, FAILED, FIELD, Header, KEY_FIELDS, KIND, LOG, NAME, REFERENCE, SOURCE, TAG, TIME, UNIT,
        same_tag,
    },
    resource::Resource,
    slot::ANCHOR,
};

/// Spans of one batch, more or less: as many as their strands have.
pub(crate) const ROWS: usize = 4 * 1024;
/// Tags, logs and references that one span may have; what is beyond is counted.
pub(crate) const MOST: u32 = 128;

/// The part of a trace that a run of rows has in common.
#[derive(Clone)]
pub(crate) struct Segment {
    pub(crate) trace_id: TraceId,
    pub(crate) seed: u64,
    pub(crate) parent: SpanId,
    /// W3C trace flags and strand flags.
    pub(crate) flags: u32,
    pub(crate) extras: Option<Arc<Extras>>,
}

/// One span, raw.
pub(crate) struct Row {
    pub(crate) site: &'static Callsite,
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) parent: u32,
    pub(crate) index: u32,
    /// The words at which its first and last record start; 0 for none.
    pub(crate) first: u32,
    last: u32,
    pub(crate) segment: u32,
    pub(crate) outcome: Outcome,
    /// Which rare records it has.
    pub(crate) marks: u8,
    tags: u8,
    logs: u8,
}

const _: () = assert!(size_of::<Row>() == 48);

/// Mark: it has a name of its own.
pub(crate) const NAMED: u8 = 1;
/// Mark: it has explicit times.
pub(crate) const TIMED: u8 = 2;
/// Mark: it has a kind of its own.
pub(crate) const KINDED: u8 = 4;
/// Mark: it failed, whatever it returned.
pub(crate) const FAILURE: u8 = 8;
/// Mark: it is not to be exported.
pub(crate) const DISCARDED: u8 = 16;
/// Mark: keys may stand more than once.
pub(crate) const REPEATED: u8 = 32;
/// Mark: something was cut.
pub(crate) const WAS_CUT: u8 = 64;
/// Mark: it has references.
pub(crate) const REFERENCED: u8 = 128;

/// What was left out of one span.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Cuts {
    pub(crate) tags: u32,
    pub(crate) logs: u32,
    pub(crate) references: u32,
}

/// Spans that are exported together.
pub(crate) struct BatchData {
    pub(crate) rows: Vec<Row>,
    pub(crate) segments: Vec<Segment>,
    /// Records: a header word, whose slot is the next record's word, and the payload.
    pub(crate) words: Vec<u64>,
    pub(crate) cuts: HashMap<u32, Cuts>,
    pub(crate) timeline: Timeline,
    pub(crate) sequence: u64,
    pub(crate) resource: Arc<Resource>,
}

/// The memory of batches that have been exported, for those to come: fresh memory costs a page fault for every few dozen spans.
#[derive(Default)]
pub(crate) struct Spare(Mutex<Vec<Buffers>>);

type Buffers = (Vec<Row>, Vec<Segment>, Vec<u64>);

/// How many batches' memory is kept.
const SPARE: usize = 8;
/// Beyond this many bytes a batch was an exception.
const MOST_SPARE: usize = 4 << 20;

impl Spare {
    fn take(&self) -> Buffers {
        self.0.lock().ok().and_then(|mut spare| spare.pop()).unwrap_or_default()
    }

    /// Keeps a batch's memory.
    pub(crate) fn give(&self, batch: &mut BatchData) {
        if batch.rows.capacity() * size_of::<Row>() + batch.words.capacity() * UNIT > MOST_SPARE {
            return;
        }
        let (mut rows, mut segments, mut words) =
            (mem::take(&mut batch.rows), mem::take(&mut batch.segments), mem::take(&mut batch.words));
        rows.clear();
        segments.clear();
        words.clear();
        if let Ok(mut spare) = self.0.lock()
            && spare.len() < SPARE
        {
            spare.push((rows, segments, words));
        }
    }
}

impl BatchData {
    pub(crate) fn new(timeline: Timeline, sequence: u64, resource: Arc<Resource>, spare: &Spare) -> Self {
        let (mut rows, segments, mut words) = spare.take();
        // At once: growing would leave half of it behind, for batches of this size everywhere in the heap.
        rows.reserve(ROWS + ROWS / 8);
        // The first word is nobody's, so that 0 can mean none.
        words.push(0);
        Self { rows, segments, words, cuts: HashMap::new(), timeline, sequence, resource }
    }

    /// Bytes of memory that it holds.
    pub(crate) fn bytes(&self) -> usize {
        // Not what the vectors could hold: a small batch may have the memory of a large one before it, of which there are few.
        self.rows.len() * size_of::<Row>() + self.words.len() * UNIT + self.segments.len() * size_of::<Segment>()
    }

    /// Adds a span of the last segment.
    #[inline]
    pub(crate) fn push(
        &mut self,
        site: &'static Callsite,
        start: u64,
        end: u64,
        outcome: Outcome,
        parent: u32,
        index: u32,
    ) {
        let segment = (self.segments.len() - 1) as u32;
        self.rows.push(Row {
            site,
            start,
            end,
            parent,
            index,
            first: 0,
            last: 0,
            segment,
            outcome,
            marks: 0,
            tags: 0,
            logs: 0,
        });
    }

    /// Adds a record to a span. `words` are its header and payload.
    pub(crate) fn attach(&mut self, row: usize, header: Header, words: &[u64]) {
        let at = self.words.len() as u32;
        self.words.extend_from_slice(words);
        if !self.link(row, header, at) {
            self.words.truncate(at as usize);
        }
    }

    /// Adds a record to a span that stands among the words already, at this one; false where it was left out.
    #[inline]
    pub(crate) fn link(&mut self, row: usize, header: Header, at: u32) -> bool {
        let Some(span) = self.rows.get_mut(row) else { return false };
        match header.class & CLASS {
            TAG if u32::from(span.tags) < MOST => {
                span.tags += 1;
                if usize::from(header.key) >= KEY_FIELDS {
                    span.marks |= REPEATED;
                }
            }
            FIELD | SOURCE if span.logs != u8::MAX => {}
            _ => {
                if !self.link_rare(row, header, at) {
                    return false;
                }
            }
        }
        let Self { rows, words, .. } = self;
        let (Some(span), Some(word)) = (rows.get_mut(row), words.get_mut(at as usize)) else { return false };
        *word = Header { slot: 0, ..header }.to_word();
        if span.last == 0 {
            span.first = at;
        } else if let Some(last) = words.get_mut(span.last as usize) {
            // The lower half is the slot.
            *last = *last >> 32 << 32 | u64::from(at);
        }
        span.last = at;
        true
    }

    /// What few spans have, and what is over a limit; whether the record is to be linked.
    fn link_rare(&mut self, row: usize, header: Header, at: u32) -> bool {
        let Self { rows, words, cuts, .. } = self;
        let span = &mut rows[row];
        let mut cut = |span: &mut Row, cuts_of: fn(&mut Cuts) -> &mut u32| {
            span.marks |= WAS_CUT;
            *cuts_of(cuts.entry(row as u32).or_default()) += 1;
            false
        };
        match header.class & CLASS {
            TAG => {
                if !make_room(words, span, at) {
                    return cut(span, |cuts| &mut cuts.tags);
                }
                span.tags += 1;
                if usize::from(header.key) >= KEY_FIELDS {
                    span.marks |= REPEATED;
                }
            }
            LOG | ERROR => {
                if header.class & CLASS == ERROR {
                    span.marks |= FAILURE;
                }
                if u32::from(span.logs) >= MOST {
                    // Its fields come next, and find a span that is over its limit.
                    span.logs = u8::MAX;
                    return cut(span, |cuts| &mut cuts.logs);
                }
                span.logs += 1;
            }
            FIELD | SOURCE => return false,
            REFERENCE => {
                if span.marks & REFERENCED != 0 && count_references(words, span) >= MOST {
                    return cut(span, |cuts| &mut cuts.references);
                }
                span.marks |= REFERENCED;
            }
            NAME => span.marks |= NAMED,
            TIME => span.marks |= TIMED,
            KIND => span.marks |= KINDED,
            FAILED => span.marks |= FAILURE,
            DISCARD => span.marks |= DISCARDED,
            _ => {}
        }
        true
    }

    /// The id of the span at an index of a segment.
    #[inline]
    pub(crate) fn id(segment: &Segment, index: u32) -> SpanId {
        if index == ANCHOR { segment.parent } else { span_id(segment.seed, index) }
    }
}

/// How many references a span has: so few spans have any that counts of them would only make all rows larger.
#[cold]
fn count_references(all: &[u64], span: &Row) -> u32 {
    let (mut count, mut next) = (0, span.first);
    while next != 0 {
        let header = Header::from_word(all[next as usize]);
        count += u32::from(header.class & CLASS == REFERENCE);
        next = header.slot;
    }
    count
}

/// Takes out the tags that later ones of their key have overridden, so that the last write of a key wins also where it is set again and
/// again; false where each tag has a key of its own. The new one stands at `new` and is not linked yet.
#[cold]
fn make_room(all: &mut [u64], span: &mut Row, new: u32) -> bool {
    let at = |all: &[u64], start: u32| Header::from_word(all[start as usize]);
    let record = |all: &[u64], start: u32| start as usize..start as usize + at(all, start).size() / UNIT;
    let mut list = Vec::new();
    let mut next = span.first;
    while next != 0 {
        list.push(next);
        next = at(all, next).slot;
    }
    let is_tag = |all: &[u64], start: u32| at(all, start).class & CLASS == TAG;
    // From the last to the first. Once all were found to differ, only the new one can make a difference.
    let distinct = span.tags == u8::MAX;
    let mut last: Vec<u32> = Vec::new();
    let mut kept = Vec::new();
    for start in list.into_iter().rev() {
        if is_tag(all, start) {
            let this = &all[record(all, start)];
            let by = |later: &u32| same_tag(&all[record(all, *later)], this);
            if same_tag(&all[record(all, new)], this) || (!distinct && last.iter().any(by)) {
                continue;
            }
            last.push(start);
        }
        kept.push(start);
    }
    if last.len() >= MOST as usize {
        span.tags = u8::MAX;
        return false;
    }
    kept.reverse();
    for (i, start) in kept.iter().enumerate() {
        let slot = kept.get(i + 1).copied().unwrap_or(0);
        all[*start as usize] = Header { slot, ..at(all, *start) }.to_word();
    }
    (span.first, span.last) = (kept.first().copied().unwrap_or(0), kept.last().copied().unwrap_or(0));
    span.tags = u8::try_from(last.len()).unwrap_or(u8::MAX);
    true
}
