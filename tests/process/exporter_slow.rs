//! An exporter that does not come back: the program runs on, memory stays within the budget, and every span is accounted for.

use std::{
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    time::Duration,
};

use traced::{
    builder,
    export::{Batch, ExportError, Exporter},
    traced,
};

const BUDGET: usize = 1 << 20;
const CALLS: u64 = 300_000;

#[traced]
fn work(n: u64) {
    std::hint::black_box(n);
}

/// Says that it has a batch, and keeps it until it is told to go on.
struct Gate {
    entered: SyncSender<()>,
    go_on: Receiver<()>,
}

impl Exporter for Gate {
    fn export(&mut self, _: &Batch<'_>) -> Result<(), ExportError> {
        let _ = self.entered.try_send(());
        // An error says that the gate stays open.
        let _ = self.go_on.recv();
        Ok(())
    }
}

#[test]
fn memory_stays_within_the_budget_and_nothing_is_uncounted() {
    let (entered, has_entered) = sync_channel(1);
    let (open, go_on) = sync_channel::<()>(1);
    let tracing = builder().exporter(Gate { entered, go_on }).buffer_bytes(BUDGET).install().unwrap();
    work(0);
    // The exporter is given the first batch at the latest when this flush has given up.
    let error = tracing.flush(Duration::ZERO).unwrap_err();
    assert!(error.errors.is_empty(), "{error}");
    has_entered.recv().unwrap();

    let mut most = 0;
    for n in 1..CALLS {
        work(n);
        if n % 1000 == 0 {
            most = most.max(traced::stats().bytes_in_use);
        }
    }
    // The budget, as much again for batches on their way, and the batch that the exporter has, which cannot be taken away.
    assert!(most <= 4 * BUDGET as u64, "{most} bytes");

    drop(open);
    tracing.flush(Duration::from_secs(60)).unwrap();
    let stats = traced::stats();
    assert_eq!(stats.created, CALLS, "{stats:?}");
    assert_eq!(stats.created, stats.exported + stats.dropped.total(), "{stats:?}");
    assert!(stats.dropped.queue_full + stats.dropped.buffer_full > 0, "{stats:?}");
    assert!(stats.exported > 0, "{stats:?}");
    tracing.shutdown(Duration::from_secs(60)).unwrap();
}
