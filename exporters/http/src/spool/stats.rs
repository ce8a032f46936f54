//! What became of every span that a spool took over.

use std::fmt;

/// Counts of what became of the spans that a spool took over. At every moment `stored + recovered == sent + dropped.total() + waiting`.
///
/// Spans that the peer took at once never were the spool's. For the runtime, those that the spool took over are exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SpoolStats {
    /// Spans that this process stored, as their peer did not take them at once.
    pub stored: u64,
    /// Spans that processes before it had left behind.
    pub recovered: u64,
    /// Spans that the peer has taken since.
    pub sent: u64,
    /// Spans that were lost.
    pub dropped: SpoolDropped,
    /// Spans that are on disk.
    pub waiting: u64,
    /// What their files take on disk, in bytes.
    pub bytes: u64,
}

/// Spans that a spool had and lost, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SpoolDropped {
    /// The oldest, where the spool was full.
    pub evicted: u64,
    /// The peer refused them, or what sends panicked over them.
    pub refused: u64,
    /// Their files were gone, broken, half written, or of a later version of this program.
    pub unreadable: u64,
}

impl SpoolDropped {
    /// All of them.
    pub const fn total(&self) -> u64 {
        self.evicted + self.refused + self.unreadable
    }
}

impl fmt::Display for SpoolStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stored, recovered, sent, dropped, waiting, .. } = self;
        write!(f, "{stored} stored, {recovered} recovered, {sent} sent, {} dropped, {waiting} waiting", dropped.total())
    }
}
