//! Records that wait for their span: written from a strand below it, or while it was still open.
//!
//! They are kept by span id, oldest first, until a batch has the span; beyond a cap the oldest go, and are counted.

use std::collections::{HashMap, VecDeque};

use crate::{
    batch::{BatchData, MOST},
    counters::LATE_RECORDS,
    id::{SpanId, TraceId},
    record::{CLASS, ERROR, FIELD, Header, LOG, SOURCE, TAG, UNIT, same_tag},
    sync::fixed::Ordering,
};

type Key = (TraceId, SpanId);

#[derive(Default)]
pub(crate) struct Foreign {
    spans: HashMap<Key, Waiting>,
    order: VecDeque<Key>,
    words: usize,
}

#[derive(Default)]
struct Waiting {
    words: Vec<u64>,
    tags: u32,
    logs: u32,
    fields: u32,
    others: u32,
    /// No two tags have the same key.
    distinct: bool,
}

/// Words kept altogether: 4 MiB.
const CAP: usize = (4 << 20) / UNIT;

impl Foreign {
    pub(crate) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Keeps a record.
    pub(crate) fn add(&mut self, key: Key, header: Header, words: &[u64]) {
        let waiting = self.spans.entry(key).or_insert_with(|| {
            self.order.push_back(key);
            Waiting::default()
        });
        // A span that stays open for days must not gather for days.
        let class = header.class & CLASS;
        let count = match class {
            TAG => &mut waiting.tags,
            LOG | ERROR => &mut waiting.logs,
            // They go with their log.
            FIELD | SOURCE if waiting.logs > MOST * 2 => return,
            FIELD | SOURCE => &mut waiting.fields,
            _ => &mut waiting.others,
        };
        *count += 1;
        // The batch cuts at the limit, and counts; a few more reach it so that it knows.
        let is_over = *count > MOST * if class == FIELD { 32 } else { 2 };
        if is_over {
            let before = waiting.words.len();
            if class == TAG {
                waiting.compact(words);
            }
            if waiting.words.len() == before {
                LATE_RECORDS.fetch_add(1, Ordering::Relaxed);
                return;
            }
            self.words -= before - waiting.words.len();
        }
        waiting.distinct &= is_over || class != TAG;
        waiting.words.extend_from_slice(words);
        self.words += words.len();
        while self.words > CAP {
            let Some(oldest) = self.order.pop_front() else { break };
            if let Some(lost) = self.spans.remove(&oldest) {
                self.words -= lost.words.len();
                LATE_RECORDS.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Gives a batch's spans what waits for them.
    pub(crate) fn attach(&mut self, batch: &mut BatchData) {
        for row in 0..batch.rows.len() {
            let segment = &batch.segments[batch.rows[row].segment as usize];
            let key = (segment.trace_id, BatchData::id(segment, batch.rows[row].index));
            let Some(waiting) = self.spans.remove(&key) else { continue };
            self.words -= waiting.words.len();
            let mut rest = &waiting.words[..];
            while let Some(header) = rest.first().map(|word| Header::from_word(*word)) {
                let (record, after) = rest.split_at(header.size() / UNIT);
                batch.attach(row, header, record);
                rest = after;
            }
        }
        if self.spans.is_empty() {
            self.order.clear();
        } else if self.order.len() > 2 * self.spans.len() + 1024 {
            let spans = &self.spans;
            self.order.retain(|key| spans.contains_key(key));
        }
    }
}

impl Waiting {
    /// Takes out the tags that later ones of their key, or the one that comes now, have overridden.
    #[cold]
    fn compact(&mut self, new: &[u64]) {
        let mut records: Vec<&[u64]> = Vec::new();
        let mut rest = &self.words[..];
        while let Some(word) = rest.first() {
            let (record, after) = rest.split_at(Header::from_word(*word).size() / UNIT);
            records.push(record);
            rest = after;
        }
        let (mut last, mut tags) = (vec![new], 1);
        let mut kept = Vec::new();
        for record in records.into_iter().rev() {
            if last.iter().any(|later| same_tag(later, record)) {
                continue;
            }
            if same_tag(record, record) {
                tags += 1;
                if !self.distinct {
                    last.push(record);
                }
            }
            kept.push(record);
        }
        (self.tags, self.distinct) = (tags, true);
        self.words = kept.into_iter().rev().flatten().copied().collect();
    }
}

#[cfg(test)]
mod tests;
