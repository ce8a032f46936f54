//! A peer that is away for long: what waits for it stays within the budget, the newest is kept, and afterwards the memory is free again.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use traced::{
    Value, ValueRef, builder,
    export::{Batch, ExportError, Exporter},
    traced,
};

const BUDGET: usize = 2 << 20;
const ROUNDS: u64 = 40;
const CALLS: u64 = 5000;
const SOON: Duration = Duration::from_secs(60);

#[traced]
fn work(n: u64) {
    std::hint::black_box(n);
}

#[derive(Clone, Default)]
struct Peer {
    is_back: Arc<AtomicBool>,
    seen: Arc<Mutex<Vec<i64>>>,
}

impl Exporter for Peer {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        if !self.is_back.load(Ordering::SeqCst) {
            return Err(ExportError::retry("away"));
        }
        let number = |value: ValueRef<'_>| Value::as_i64(&value.to_value()).unwrap();
        let numbers =
            batch.spans().map(|span| span.tags().find(|(key, _)| *key == "n").map(|(_, n)| number(n)).unwrap());
        self.seen.lock().unwrap().extend(numbers);
        Ok(())
    }
}

#[test]
fn what_waits_stays_within_the_budget() {
    let peer = Peer::default();
    let tracing = builder().exporter(peer.clone()).buffer_bytes(BUDGET).install().unwrap();
    let mut most = 0;
    for round in 0..ROUNDS {
        for n in 0..CALLS {
            work(round * CALLS + n);
        }
        // Everything so far is with the exporter, which does not take it.
        assert!(tracing.flush(Duration::from_millis(1)).is_err());
        most = most.max(traced::stats().bytes_in_use);
    }
    assert!(most <= 3 * BUDGET as u64, "{most} bytes");

    peer.is_back.store(true, Ordering::SeqCst);
    tracing.flush(SOON).unwrap();
    let stats = traced::stats();
    assert_eq!(stats.created, ROUNDS * CALLS, "{stats:?}");
    assert_eq!(stats.created, stats.exported + stats.dropped.total(), "{stats:?}");
    assert!(stats.dropped.total() > 0, "{stats:?}");
    // What is left are the blocks that the threads keep for themselves: 8 KiB each.
    assert!(stats.bytes_in_use <= 64 << 10, "{stats:?}");

    let mut seen = peer.seen.lock().unwrap().clone();
    let count = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), count, "a span was exported twice");
    assert_eq!(count as u64, stats.exported);
    tracing.shutdown(SOON).unwrap();
}
