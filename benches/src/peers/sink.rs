//! Where exporters of every library put what they got: two counters.

use std::sync::atomic::{AtomicU64, Ordering};

static SPANS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

/// A batch of so many spans has arrived.
pub fn add_spans(count: usize) {
    SPANS.fetch_add(count as u64, Ordering::Relaxed);
}

/// An encoded request of so many bytes was made.
pub fn add_bytes(count: usize) {
    BYTES.fetch_add(count as u64, Ordering::Relaxed);
}

/// Spans that arrived.
pub fn spans() -> u64 {
    SPANS.load(Ordering::Relaxed)
}

/// Bytes that were encoded.
pub fn bytes() -> u64 {
    BYTES.load(Ordering::Relaxed)
}
