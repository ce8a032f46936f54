//! What waits on disk, and what is being handed over, between the exporter's thread and the sender's.
//!
//! 1. The exporter's thread *hands over* a request only where nothing waits; then the sender has nothing else to do. The hand is `Offered`,
//!    until the sender has it `Taken`, and `Answered` it.
//! 2. A request that was handed over and is not answered in time is *overtaken*: it is written to disk, and is then the first that waits,
//!    and the one that the sender is *sending*. The sender settles it as it settles those that it has read.
//! 3. All others go to the end of what waits. The sender takes the first, and removes its file before it takes it off the queue; so what
//!    is not on the queue is not on disk, unless it could not be removed.
//! 4. What the sender is sending is not evicted.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use super::{name::Name, part::Part, shelf::Left, stats::SpoolStats};
use crate::reply::Reply;

/// What is kept of what ought to be said.
const MOST_LINES: usize = 4;

/// A request between the two threads (rule 1).
#[derive(Debug, Default)]
pub(super) enum Hand {
    #[default]
    Empty,
    Offered(Part),
    Taken,
    Answered(Reply),
}

/// What became of a request that waited.
#[derive(Debug)]
pub(super) enum Fate {
    Sent { rejected: u64 },
    Refused,
    Unreadable,
}

#[derive(Debug, Default)]
pub(super) struct Queue {
    pub(super) hand: Hand,
    /// Oldest first.
    waiting: VecDeque<Name>,
    /// Whether the sender is busy with the first of them.
    pub(super) sending: bool,
    /// A flush wants no more waiting for a better time.
    pub(super) hurry: bool,
    pub(super) closed: bool,
    next: u64,
    stats: SpoolStats,
    /// Spans evicted that nobody was told of, and other things that somebody ought to be told; the last few.
    evicted: u64,
    lines: VecDeque<String>,
    /// Why it waits.
    pub(super) reason: String,
}

impl Queue {
    /// What processes before this one have left.
    pub(super) fn of(left: Left) -> Self {
        let mut queue = Queue { next: left.names.last().map_or(0, |name| name.number + 1), ..Queue::default() };
        queue.stats.recovered = left.unfinished;
        queue.stats.dropped.unreadable = left.unfinished;
        for name in left.names {
            queue.stats.recovered += name.spans;
            queue.append(name);
        }
        left.trouble.into_iter().for_each(|line| queue.say(line));
        queue
    }

    pub(super) fn stats(&self) -> SpoolStats {
        self.stats
    }

    pub(super) fn first(&self) -> Option<Name> {
        self.waiting.front().copied()
    }

    /// A name for a file that is to be written.
    pub(super) fn name(&mut self, spans: u64, bytes: usize) -> Name {
        let name = Name { number: self.next, spans, bytes: bytes as u64 };
        self.next += 1;
        name
    }

    fn append(&mut self, name: Name) {
        self.stats.waiting += name.spans;
        self.stats.bytes += name.room();
        self.waiting.push_back(name);
    }

    /// A file was written.
    pub(super) fn store(&mut self, name: Name) {
        self.stats.stored += name.spans;
        self.append(name);
    }

    fn forget(&mut self, at: usize) -> Option<Name> {
        let name = self.waiting.remove(at)?;
        self.stats.waiting -= name.spans;
        self.stats.bytes -= name.room();
        Some(name)
    }

    /// Drops the oldest until there is room for as much as this: what was dropped, or nothing where that would not help.
    pub(super) fn make_room(&mut self, room: u64, limit: u64) -> Option<Vec<Name>> {
        let kept = usize::from(self.sending);
        let needed = room + self.first().filter(|_| self.sending).map_or(0, Name::room);
        if needed > limit {
            return None;
        }
        let mut dropped = Vec::new();
        while self.stats.bytes + room > limit {
            let name = self.forget(kept)?;
            self.stats.dropped.evicted += name.spans;
            self.evicted += name.spans;
            dropped.push(name);
        }
        Some(dropped)
    }

    /// The first is not on disk any more.
    pub(super) fn settle(&mut self, fate: &Fate) {
        self.sending = false;
        let Some(name) = self.forget(0) else { return };
        match fate {
            Fate::Sent { rejected } => {
                let rejected = name.spans.min(*rejected);
                self.stats.sent += name.spans - rejected;
                self.stats.dropped.refused += rejected;
            }
            Fate::Refused => self.stats.dropped.refused += name.spans,
            Fate::Unreadable => self.stats.dropped.unreadable += name.spans,
        }
    }

    /// Notes what somebody ought to be told.
    pub(super) fn say(&mut self, line: String) {
        if self.lines.len() == MOST_LINES {
            self.lines.pop_front();
        }
        self.lines.push_back(line);
    }

    /// What nobody has been told of yet; empty where that is nothing.
    pub(super) fn told(&mut self) -> String {
        let evicted = std::mem::take(&mut self.evicted);
        let mut lines: Vec<_> = std::mem::take(&mut self.lines).into();
        if evicted > 0 {
            lines.push(format!("the spool is full: its {evicted} oldest spans were dropped"));
        }
        lines.join("; ")
    }
}

/// What both threads have.
#[derive(Debug, Default)]
pub(super) struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

impl Shared {
    pub(super) fn new(queue: Queue) -> Self {
        Shared { queue: Mutex::new(queue), changed: Condvar::new() }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whoever waits looks again.
    pub(super) fn notify(&self) {
        self.changed.notify_all();
    }

    /// Waits for a change; false where it is later than `until`.
    pub(super) fn wait<'a>(
        &self,
        queue: MutexGuard<'a, Queue>,
        until: Option<Instant>,
    ) -> (MutexGuard<'a, Queue>, bool) {
        let Some(until) = until else {
            return (self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner), true);
        };
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return (queue, false);
        }
        (self.changed.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0, true)
    }
}
