//! Gathering: the collector reads strands, copies what has ended into batches, and gives memory back.
//!
//! Rules:
//! 1. Only one thread gathers. It reads strands that were delivered, and, on a scan, those whose heads are marked: all of them stay alive
//!    until it gives them back (strand rule 3).
//! 2. Slots are read before arenas: what was recorded on a span before it ended is seen with it. Strands that arrive after the slots were
//!    read are looked through for records of other strands' spans first, for the same reason.
//! 3. What was taken is taken once. In strands that will be looked at again, slots are marked as exported and records as consumed, in bytes
//!    that the writer has published and does not touch again; strands that are given back at once are only read, which leaves their memory
//!    in the caches of whoever uses it next.
//! 4. A strand is given back when it was delivered, no slot is open and no capture is out; of others, sealed blocks in which everything
//!    has been taken, and in which no slot ended out of order, are given back early. Heads never are.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    batch::{BatchData, ROWS, Spare},
    callsite::MANUAL,
    clock::{Timeline, ticks},
    copying::{add_segment, copy_arena, copy_slots, each_record, find},
    counters::{LATE_RECORDS, Reason, count_created, count_dropped},
    discarded::remove_discarded,
    foreign::Foreign,
    inbox,
    outcome::Outcome,
    pool::{BlockRef, Pool, Returned},
    record::Header,
    resource::Resource,
    slot::{ANCHOR, Found},
    strand::{ANCHOR_RECORDS, REMOTE, Strand},
    sync::fixed::Ordering,
    watch::Watch,
};

/// Strands that are read before their memory is settled: most have spans, but not those of tasks that wait.
const ITEMS: usize = 16 * ROWS;

/// So many times what finding strands took passes before it is done early.
const MOST_SCANNING: u32 = 4;

/// How many strands ahead memory is asked for.
const AHEAD: usize = 6;

/// For each block the life of the strand that was given back there last (strand rule 3).
#[derive(Default)]
struct Lives(Vec<u64>);

impl Lives {
    fn set(&mut self, head: BlockRef, life: u64) {
        let number = head.number();
        if number >= self.0.len() {
            self.0.resize((number + 1).next_power_of_two(), 0);
        }
        self.0[number] = life;
    }

    /// Whether a block's strand is recorded and was not given back.
    fn is_alive(&self, head: BlockRef, life: u64) -> bool {
        life != 0 && self.0.get(head.number()) != Some(&life)
    }
}

/// What is remembered of a strand that was looked at and not given back.
#[derive(Default)]
struct Held {
    blocks: Vec<BlockRef>,
    /// Blocks that must stay: a slot in them ended out of order.
    pinned: HashSet<u32>,
    delivered: bool,
    lost: u32,
}

/// A strand that is being read.
struct Item {
    strand: &'static Strand,
    blocks: Range<usize>,
    rows: Range<usize>,
    /// Indices of open slots.
    open: Range<usize>,
    /// The index after the last slot that was seen.
    seen: u32,
    route: u32,
    delivered: bool,
    /// There are no records, and there will be none.
    silent: bool,
}

pub(crate) struct Gatherer {
    pool: &'static Pool,
    arrived: Vec<&'static Strand>,
    held: HashMap<usize, Held>,
    /// Records that spans still open have made themselves.
    foreign: Foreign,
    /// Records of strands for the spans above them. They come after what a span has said itself, most of it as it began.
    below: Foreign,
    /// How many records of strands for the spans above them were taken.
    anchor_records: u64,
    returned: Returned,
    given_back: Lives,
    items: Vec<Item>,
    blocks: Vec<(BlockRef, bool)>,
    open: Vec<u32>,
    /// Blocks that must stay, of strands that are not held yet.
    pinned: Vec<(usize, u32)>,
    batches: Batches,
    sequence: u64,
    resource: Arc<Resource>,
    spare: Arc<Spare>,
    is_abandoned: bool,
    watch: Watch,
    /// When the last scan was over, and how long it took to find what goes on.
    scanned: Option<(Instant, Duration)>,
}

/// The batches being filled: one for the pipeline, and one for each capture.
#[derive(Default)]
struct Batches {
    pipeline: Option<BatchData>,
    captures: HashMap<u32, BatchData>,
}

impl Batches {
    fn of(&mut self, route: u32, new: impl FnOnce() -> BatchData) -> &mut BatchData {
        if route == 0 { self.pipeline.get_or_insert_with(new) } else { self.captures.entry(route).or_insert_with(new) }
    }

    fn get(&mut self, route: u32) -> Option<&mut BatchData> {
        if route == 0 { self.pipeline.as_mut() } else { self.captures.get_mut(&route) }
    }

    fn each(&mut self, f: impl FnMut(&mut BatchData)) {
        self.pipeline.iter_mut().chain(self.captures.values_mut()).for_each(f);
    }

    fn drain(&mut self) -> impl Iterator<Item = (u32, BatchData)> + '_ {
        self.pipeline.take().map(|batch| (0, batch)).into_iter().chain(self.captures.drain())
    }
}

fn key(strand: &'static Strand) -> usize {
    std::ptr::from_ref(strand).addr()
}

impl Gatherer {
    pub(crate) fn new(pool: &'static Pool, spare: Arc<Spare>) -> Self {
        Self {
            pool,
            arrived: Vec::new(),
            held: HashMap::new(),
            foreign: Foreign::default(),
            below: Foreign::default(),
            anchor_records: 0,
            returned: Returned::default(),
            given_back: Lives::default(),
            items: Vec::new(),
            blocks: Vec::new(),
            open: Vec::new(),
            pinned: Vec::new(),
            batches: Batches::default(),
            sequence: 0,
            resource: Arc::default(),
            spare,
            is_abandoned: false,
            watch: Watch::default(),
            scanned: None,
        }
    }

    pub(crate) fn set_resource(&mut self, resource: Arc<Resource>) {
        self.resource = resource;
    }

    /// Gathers everything that has been delivered, and, on a scan, what has ended in strands that go on. Calls `emit` with each batch and
    /// its route.
    pub(crate) fn gather(&mut self, scan: bool, timeline: Timeline, emit: &mut dyn FnMut(u32, BatchData)) {
        inbox::take(self.pool, &mut self.arrived);
        let arrived = std::mem::take(&mut self.arrived);
        let mut queue = arrived.iter();
        loop {
            let mut rows = 0;
            while let Some(&strand) = queue.next() {
                // What comes soon is on its way while this is read.
                if let Some(soon) = queue.as_slice().get(AHEAD) {
                    self.pool.prefetch(soon.head(self.pool));
                }
                if let Some(held) = self.held.get_mut(&key(strand)) {
                    held.delivered = true;
                }
                rows += self.read_slots(strand, true, timeline);
                if rows >= ROWS || self.items.len() >= ITEMS {
                    break;
                }
            }
            if self.items.is_empty() {
                break;
            }
            self.finish(queue.as_slice(), emit);
        }
        if scan {
            self.scan(timeline, emit);
        }
        // Its allocation is used again; what has arrived meanwhile is for the next time.
        let mut arrived = arrived;
        arrived.clear();
        arrived.append(&mut self.arrived);
        self.arrived = arrived;
        self.pool.give(&mut self.returned);
    }

    /// Whether a scan before its time is worth it: a place that brings too many spans may do so below one that goes on. Where very many go on,
    /// finding them takes no more than a part of the time.
    pub(crate) fn may_scan(&mut self) -> bool {
        self.watch.limits_rates() && self.scanned.is_none_or(|(over, took)| over.elapsed() >= took * MOST_SCANNING)
    }

    /// Reads strands that go on, and those that wait for slots to end or captures to come back.
    fn scan(&mut self, timeline: Timeline, emit: &mut dyn FnMut(u32, BatchData)) {
        let (pool, began) = (self.pool, Instant::now());
        let new: HashSet<_> = self.arrived.iter().map(|strand| key(strand)).collect();
        let waits = |strand: &'static Strand| self.held.get(&key(strand)).is_some_and(|held| held.delivered);
        let waiting = self.held.iter().filter(|(_, held)| held.delivered);
        let waiting =
            waiting.map(|(address, _)| Strand::at(pool, pool.small_at(std::ptr::without_provenance(*address))));
        let going_on = self.alive().filter(|strand| !waits(strand) && !new.contains(&key(strand)));
        let strands: Vec<_> =
            waiting.map(|strand| (strand, true)).chain(going_on.map(|strand| (strand, false))).collect();
        let took = began.elapsed();
        let mut queue = strands.into_iter();
        // In slices, as above: under load there may be as many of them as the pool holds.
        while queue.len() > 0 {
            let mut rows = 0;
            while rows < ROWS
                && self.items.len() < ITEMS
                && let Some((strand, delivered)) = queue.next()
            {
                rows += self.read_slots(strand, delivered, timeline);
            }
            self.finish(&[], emit);
        }
        self.scanned = Some((Instant::now(), took));
    }

    /// Copies the slots that have ended; returns how many.
    fn read_slots(&mut self, strand: &'static Strand, delivered: bool, timeline: Timeline) -> usize {
        let Self { pool, held, items, blocks, open, batches, sequence, resource, spare, .. } = self;
        let (route, head, blocks_from, open_from) = (strand.route(), strand.head(pool), blocks.len(), open.len());
        let batch = batches.of(route, || {
            *sequence += 1;
            BatchData::new(timeline, *sequence, Arc::clone(resource), spare)
        });
        let rows_from = batch.rows.len();
        add_segment(&mut batch.segments, strand);
        let mut held = held.get_mut(&key(strand));
        // Known blocks first: some between them may have been given back; then what was chained on since.
        let mut known = held.as_mut().map(|held| std::mem::take(&mut held.blocks)).unwrap_or_default().into_iter();
        let mut next = known.next().or(Some(head));
        let (mut seen, mut silent) = (0, delivered);
        if !strand.is_recorded() {
            blocks.push((head, false));
            next = None;
        }
        while let Some(block) = next {
            let published = strand.published(pool, block);
            if let Some(soon) = published.next {
                pool.prefetch(soon);
            }
            silent &= published.arena_bytes == 0;
            seen = seen.max(published.first + published.slots);
            let before = open.len();
            let out_of_order = copy_slots(batch, &published, open, !delivered);
            // What is pinned in this round is remembered with the strand; see `settle`.
            if out_of_order {
                match &mut held {
                    Some(held) => _ = held.pinned.insert(block.bits()),
                    None => self.pinned.push((key(strand), block.bits())),
                }
            }
            let pinned = out_of_order || held.as_ref().is_some_and(|held| held.pinned.contains(&block.bits()));
            let free = published.next.is_some() && block != head && open.len() == before && !pinned;
            blocks.push((block, free));
            next = known.next().or(published.next);
        }
        let rows = rows_from..batch.rows.len();
        if rows.is_empty() {
            batch.segments.pop();
        }
        let count = rows.len();
        items.push(Item {
            strand,
            blocks: blocks_from..blocks.len(),
            rows,
            open: open_from..open.len(),
            seen,
            route,
            delivered,
            silent,
        });
        count
    }

    /// Second half: records, memory, batches.
    fn finish(&mut self, queue: &[&'static Strand], emit: &mut dyn FnMut(u32, BatchData)) {
        // In the order in which they were made: what has waited, the spans' own, then those from strands below them.
        Self::attach(&mut self.batches, &mut self.foreign);
        for i in 0..self.items.len() {
            self.read_arenas(i, false);
        }
        if ANCHOR_RECORDS.load(Ordering::Acquire) != self.anchor_records {
            // Rule 2: whatever may speak of the spans just read has arrived by now.
            inbox::take(self.pool, &mut self.arrived);
            for i in 0..self.items.len() {
                self.read_arenas(i, true);
            }
            // And what was written in strands that go on, while the span above them has ended.
            let others = queue.iter().chain(&self.arrived).copied().chain(self.alive());
            // A strand that has arrived while it was read is one of these, too.
            let items: HashSet<_> = self.items.iter().map(|item| key(item.strand)).collect();
            let others: Vec<_> = others.filter(|strand| !items.contains(&key(strand))).collect();
            for strand in others {
                self.read_anchor_records_of_chain(strand);
            }
        }
        Self::attach(&mut self.batches, &mut self.below);
        let items = std::mem::take(&mut self.items);
        for item in &items {
            self.settle(item);
        }
        self.items = items;
        self.items.clear();
        self.pinned.clear();
        self.blocks.clear();
        self.open.clear();
        if self.returned.len() > 0 {
            self.pool.give(&mut self.returned);
        }
        for (route, mut batch) in self.batches.drain() {
            if route == 0 && self.is_abandoned {
                continue;
            }
            count_created(batch.rows.len() as u64);
            // What a capture asks for is not subject to rules.
            let short = if route == 0 { self.watch.look(&mut batch, Instant::now()) } else { 0 };
            remove_discarded(&mut batch, short);
            if !batch.rows.is_empty() {
                emit(route, batch);
            }
        }
    }

    fn attach(batches: &mut Batches, foreign: &mut Foreign) {
        if !foreign.is_empty() {
            batches.each(|batch| foreign.attach(batch));
        }
    }

    /// Strands that are recorded and were not given back.
    fn alive(&self) -> impl Iterator<Item = &'static Strand> + '_ {
        let strands = self.pool.heads().map(|head| (head, Strand::at(self.pool, head)));
        strands.filter(|(head, strand)| self.given_back.is_alive(*head, strand.life())).map(|(_, strand)| strand)
    }

    /// Ends what is open from this span of a strand upwards, for a thread that waits for it and does not come back. Spans made by hand stay
    /// open: somebody else may be about to finish them.
    pub(crate) fn end_from(&mut self, strand: &'static Strand, mut index: u32) {
        let mut blocks = self.held.get(&key(strand)).map_or(&[][..], |held| &held.blocks).iter().copied();
        let mut slots = HashMap::new();
        let mut next = blocks.next().or(Some(strand.head(self.pool)));
        while let Some(block) = next {
            let published = strand.published(self.pool, block);
            for i in 0..published.slots {
                // SAFETY: published slots lie below the block's end, one after the other.
                slots.insert(published.first + i, unsafe { &*published.end.sub(i as usize + 1) });
            }
            next = blocks.next().or(published.next);
        }
        let now = ticks();
        while let Some(slot) = slots.remove(&index) {
            // SAFETY: the slot is published, and we are the collector.
            if matches!(unsafe { slot.read() }, Found::Open) && !std::ptr::eq(unsafe { slot.site() }, &raw const MANUAL)
            {
                // Its owner waits for us (slot rule 3).
                slot.end(now, Outcome::Returned);
            }
            // SAFETY: as above.
            index = unsafe { slot.parent() };
        }
    }

    /// Takes the records that a strand has for the span above it.
    fn read_anchor_records_of_chain(&mut self, strand: &'static Strand) {
        if !strand.is_recorded() {
            return;
        }
        let pool = self.pool;
        // As in `read_slots`: blocks between those that are known may be somebody else's by now.
        let Self { held, below, anchor_records, .. } = self;
        let mut known = held.get(&key(strand)).map_or(&[][..], |held| &held.blocks).iter().copied();
        let mut next = known.next().or(Some(strand.head(pool)));
        while let Some(block) = next {
            let published = strand.published(pool, block);
            each_record(&published, true, |header, words| {
                let is_anchors = header.slot == ANCHOR;
                if is_anchors {
                    *anchor_records += 1;
                    keep_anchor_record(below, strand, header, words);
                }
                is_anchors
            });
            next = known.next().or(published.next);
        }
    }

    /// Takes records: of the strand's parent, or of its own spans.
    fn read_arenas(&mut self, item: usize, anchors: bool) {
        let item = &self.items[item];
        let strand = item.strand;
        if item.silent || !strand.is_recorded() {
            return;
        }
        let rows = item.rows.clone();
        let open = &self.open[item.open.clone()];
        // Nobody will look at these records again, and nearly all of them belong to rows of the batch.
        let whole = item.delivered && open.is_empty() && !rows.is_empty() && !anchors;
        let Some(batch) = self.batches.get(item.route) else { return };
        let Self { foreign, below, anchor_records, .. } = self;
        // Blocks that were chained on since the slots were read may hold records of spans that have ended since.
        let mut known = self.blocks[item.blocks.clone()].iter().map(|(block, _)| *block);
        let mut next = known.next();
        while let Some(block) = next {
            let published = strand.published(self.pool, block);
            next = known.next().or(published.next);
            if whole {
                copy_arena(batch, &rows, &published);
                continue;
            }
            each_record(&published, !item.delivered, |header, words| {
                if header.slot == ANCHOR {
                    if anchors {
                        *anchor_records += 1;
                        keep_anchor_record(below, strand, header, words);
                    }
                    return anchors;
                }
                if anchors || header.slot >= item.seen {
                    return false;
                }
                if let Some(row) = find(batch, &rows, header.slot) {
                    batch.attach(row, header, words);
                } else if open.binary_search(&header.slot).is_ok() {
                    foreign.add((strand.trace_id(), strand.span_id(header.slot)), header, words);
                } else {
                    LATE_RECORDS.fetch_add(1, Ordering::Relaxed);
                }
                true
            });
        }
    }

    /// Gives back what can be (rule 4), and remembers the rest.
    fn settle(&mut self, item: &Item) {
        let strand = item.strand;
        let lost = strand.lost();
        let known = self.held.get(&key(strand)).map_or(0, |held| held.lost);
        if lost != known {
            let newly = u64::from(lost.wrapping_sub(known));
            count_created(newly);
            count_dropped(Reason::BufferFull, newly);
        }
        let blocks = &self.blocks[item.blocks.clone()];
        if item.delivered && item.open.is_empty() && strand.is_uncaptured() {
            if !self.held.is_empty() {
                self.held.remove(&key(strand));
            }
            strand.set_extras(None);
            self.given_back.set(strand.head(self.pool), strand.life());
            blocks.iter().for_each(|(block, _)| self.returned.add(*block));
            return;
        }
        if item.delivered {
            mark_taken(self.pool, item, blocks, &self.open[item.open.clone()]);
        }
        let held = self.held.entry(key(strand)).or_default();
        held.pinned.extend(self.pinned.iter().filter(|(of, _)| *of == key(strand)).map(|(_, block)| *block));
        held.delivered = item.delivered;
        held.lost = lost;
        held.blocks.clear();
        for (block, free) in blocks {
            if *free && !held.pinned.contains(&block.bits()) {
                self.returned.add(*block);
            } else {
                held.blocks.push(*block);
            }
        }
    }

    /// Counts the spans that are open as created and lost; what the pipeline is given from now on is counted no more.
    pub(crate) fn abandon_open(&mut self) {
        self.is_abandoned = true;
        let mut open = 0;
        for strand in self.alive() {
            let head = strand.head(self.pool);
            let mut blocks =
                self.held.get(&key(strand)).map(|held| held.blocks.clone()).unwrap_or_default().into_iter();
            let mut next = blocks.next().or(Some(head));
            while let Some(block) = next {
                let published = strand.published(self.pool, block);
                for i in 0..published.slots {
                    // SAFETY: published slots lie below the block's end, and we are the collector.
                    open += u64::from(matches!(unsafe { (*published.end.sub(i as usize + 1)).read() }, Found::Open));
                }
                next = blocks.next().or(published.next.filter(|_| blocks.len() == 0));
            }
        }
        count_created(open);
        count_dropped(Reason::Unfinished, open);
    }
}

/// Marks what was taken of a strand that will be looked at again (rule 3).
#[cold]
fn mark_taken(pool: &Pool, item: &Item, blocks: &[(BlockRef, bool)], open: &[u32]) {
    if !item.strand.is_recorded() {
        return;
    }
    for (block, _) in blocks {
        let published = item.strand.published(pool, *block);
        for i in (0..published.slots).filter(|i| open.binary_search(&(published.first + i)).is_err()) {
            // SAFETY: published slots lie below the block's end, one after the other.
            unsafe { &*published.end.sub(i as usize + 1) }.set_exported();
        }
        // Whoever still has an open slot appends no records to this strand: it has no writer.
        each_record(&published, true, |_, _| true);
    }
}

fn keep_anchor_record(foreign: &mut Foreign, strand: &Strand, header: Header, words: &[u64]) {
    // A span of another process is not ours to describe.
    if strand.flags() & REMOTE == 0 && strand.parent().is_valid() {
        foreign.add((strand.trace_id(), strand.parent()), header, words);
    }
}
