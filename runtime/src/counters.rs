//! What became of every span: created = exported + dropped, by reason, once everything has been flushed.

use std::fmt;

use crate::{
    pipeline::NO_MEMORY,
    sync::fixed::{AtomicU64, Ordering::Relaxed},
};

/// Why spans were dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Reason {
    BufferFull,
    QueueFull,
    Rejected,
    ExporterPanicked,
    Unsent,
    Discarded,
    Unfinished,
    NoExporter,
    TooShort,
}

const REASONS: usize = Reason::TooShort as usize + 1;

pub(crate) static CREATED: AtomicU64 = AtomicU64::new(0);
pub(crate) static EXPORTED: AtomicU64 = AtomicU64::new(0);
static DROPPED: [AtomicU64; REASONS] = [const { AtomicU64::new(0) }; REASONS];
/// Bytes of batches on their way to exporters.
pub(crate) static BATCH_BYTES: AtomicU64 = AtomicU64::new(0);
/// How often places had to rest.
pub(crate) static RESTS: AtomicU64 = AtomicU64::new(0);
/// Records that came after their span had been exported.
pub(crate) static LATE_RECORDS: AtomicU64 = AtomicU64::new(0);

pub(crate) fn count_created(spans: u64) {
    CREATED.fetch_add(spans, Relaxed);
}

pub(crate) fn count_exported(spans: u64) {
    EXPORTED.fetch_add(spans, Relaxed);
}

pub(crate) fn count_dropped(reason: Reason, spans: u64) {
    DROPPED[reason as usize].fetch_add(spans, Relaxed);
}

/// Spans that were dropped, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dropped {
    /// The buffer had no room when they began.
    pub buffer_full: u64,
    /// Exporters were away or slow, and the byte budget was used up.
    pub queue_full: u64,
    /// An exporter, or its peer, refused them.
    pub rejected: u64,
    /// An exporter panicked over them.
    pub exporter_panicked: u64,
    /// They could not be sent before the deadline of the shutdown.
    pub unsent: u64,
    /// They were discarded by hand, or opened for a stream's item that did not come.
    pub discarded: u64,
    /// They were still open at the shutdown.
    pub unfinished: u64,
    /// No exporter was installed.
    pub no_exporter: u64,
    /// They took less than a rule asks for.
    pub too_short: u64,
}

/// The reasons that there were, such as `7 too short, 2 unfinished`; nothing where nothing was dropped.
impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reasons = [
            (self.buffer_full, "buffer full"),
            (self.queue_full, "queue full"),
            (self.rejected, "rejected"),
            (self.exporter_panicked, "exporter panicked"),
            (self.unsent, "unsent"),
            (self.discarded, "discarded"),
            (self.unfinished, "unfinished"),
            (self.no_exporter, "no exporter"),
            (self.too_short, "too short"),
        ];
        let mut comma = "";
        for (spans, reason) in reasons.into_iter().filter(|(spans, _)| *spans > 0) {
            write!(f, "{comma}{spans} {reason}")?;
            comma = ", ";
        }
        Ok(())
    }
}

impl Dropped {
    /// All of them.
    pub const fn total(&self) -> u64 {
        self.buffer_full
            + self.queue_full
            + self.rejected
            + self.exporter_panicked
            + self.unsent
            + self.discarded
            + self.unfinished
            + self.no_exporter
            + self.too_short
    }
}

/// Counts of what became of spans since the process began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Spans that were recorded, or would have been but for lack of memory. Spans of traces that the sampler refused are none.
    pub created: u64,
    /// Spans that an exporter has taken.
    pub exported: u64,
    /// Spans that were lost. After a flush, and without further calls, `created == exported + dropped.total()`.
    pub dropped: Dropped,
    /// Bytes of the buffer in use, batches on their way included.
    pub bytes_in_use: u64,
    /// Calls on spans that were finished, and records that came after their span was exported.
    pub late: u64,
    /// Guards closed in another order than they were opened in.
    pub out_of_order: u64,
    /// How often a place was switched off for a while because it brought more spans than a rule allows.
    pub rests: u64,
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} created, {} exported, {} dropped", self.created, self.exported, self.dropped.total())
    }
}

/// The counts now. Cheap.
pub fn stats() -> Stats {
    let dropped = |reason: Reason| DROPPED[reason as usize].load(Relaxed);
    let no_memory = NO_MEMORY.load(Relaxed);
    Stats {
        created: CREATED.load(Relaxed) + no_memory,
        exported: EXPORTED.load(Relaxed),
        dropped: Dropped {
            buffer_full: dropped(Reason::BufferFull) + no_memory,
            queue_full: dropped(Reason::QueueFull),
            rejected: dropped(Reason::Rejected),
            exporter_panicked: dropped(Reason::ExporterPanicked),
            unsent: dropped(Reason::Unsent),
            discarded: dropped(Reason::Discarded),
            unfinished: dropped(Reason::Unfinished),
            no_exporter: dropped(Reason::NoExporter),
            too_short: dropped(Reason::TooShort),
        },
        bytes_in_use: crate::pool::get().map_or(0, crate::pool::Pool::bytes_in_use) + BATCH_BYTES.load(Relaxed),
        late: LATE_RECORDS.load(Relaxed) + crate::pipeline::LATE_CALLS.load(Relaxed),
        out_of_order: crate::pipeline::OUT_OF_ORDER.load(Relaxed),
        rests: RESTS.load(Relaxed),
    }
}
