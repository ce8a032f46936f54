//! Two threads that record faster than is exported, and flushes in between: memory stays within the buffer and what README allows beside it.
#![cfg(target_os = "linux")]

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use traced::{
    builder,
    export::{Batch, ExportError, Exporter},
    traced,
};

const BUDGET: usize = 32 << 20;
const BESIDE: usize = 16 << 20;
const SOON: Duration = Duration::from_secs(120);

#[traced]
fn leaf() {}

#[traced]
fn branch() {
    (0..100).for_each(|_| leaf());
}

/// Reads everything, thoroughly.
struct Slow;

impl Exporter for Slow {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        batch.spans().for_each(|span| drop(std::hint::black_box(span.to_data())));
        Ok(())
    }
}

/// The most memory that was ever resident, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
}

#[test]
fn it_holds_while_strands_are_gathered_in_place() {
    let tracing = builder().exporter(Slow).buffer_bytes(BUDGET).install().unwrap();
    let (before, running) = (peak(), AtomicUsize::new(2));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                (0..40_000).for_each(|_| branch());
                running.fetch_sub(1, Ordering::Relaxed);
            });
        }
        while running.load(Ordering::Relaxed) > 0 {
            tracing.flush(SOON).unwrap();
        }
    });
    let used = peak() - before;
    assert!(used <= BUDGET + BESIDE, "{} KiB", used >> 10);
    let stats = traced::stats();
    // That the bound was put to the test.
    assert!(stats.dropped.total() > 0, "{stats:?}");
    tracing.shutdown(SOON).unwrap();
}
