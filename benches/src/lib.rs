//! The measuring tools that every program of this package shares: clocks, counters, bursts, tables.

/// CPU clocks of the thread and of the process, and the raw cycle counter.
pub mod clocks;
/// A global allocator that counts, while asked to.
pub mod allocations;
/// Resident memory of this process.
pub mod memory;
/// Medians.
pub mod stats;
/// The least any recorder can do: two clock reads and 64 bytes written.
pub mod ring;
/// The smallest executor and a future that is not ready at once.
pub mod futures;
/// The measuring loop.
pub mod bursts;
/// Programs run as children that print `name value` lines.
pub mod children;
/// Markdown tables.
pub mod table;
