//! An exporter that panics: the program does not notice, its panic is reported, its batches are counted, the next ones are tried.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use traced::{
    builder,
    export::{Batch, ExportError, Exporter},
    traced,
};

const SOON: Duration = Duration::from_secs(20);
static PANICS_SEEN: AtomicU32 = AtomicU32::new(0);

#[traced]
fn work() {}

/// Panics with the first batch, and while it flushes the third time.
#[derive(Default)]
struct Clumsy {
    batches: u32,
    flushes: u32,
}

impl Exporter for Clumsy {
    fn export(&mut self, _: &Batch<'_>) -> Result<(), ExportError> {
        // What an exporter calls is not traced, though it is instrumented.
        work();
        self.batches += 1;
        assert!(self.batches != 1, "expected: the exporter panics");
        Ok(())
    }

    fn flush(&mut self, _: Instant) -> Result<(), ExportError> {
        self.flushes += 1;
        assert!(self.flushes != 3, "expected: the exporter panics in flush");
        Ok(())
    }
}

impl Drop for Clumsy {
    fn drop(&mut self) {
        panic!("expected: the exporter panics in its destructor");
    }
}

#[test]
fn the_program_does_not_notice() {
    std::panic::set_hook(Box::new(|_| {
        PANICS_SEEN.fetch_add(1, Ordering::SeqCst);
    }));
    let tracing = builder().exporter(Clumsy::default()).install().unwrap();
    work();
    work();
    tracing.flush(SOON).unwrap();
    let stats = traced::stats();
    assert_eq!((stats.created, stats.exported, stats.dropped.exporter_panicked), (2, 0, 2));
    assert_eq!(PANICS_SEEN.load(Ordering::SeqCst), 1, "the panic hook of the program is told");

    work();
    tracing.flush(SOON).unwrap();
    assert_eq!(traced::stats().exported, 1);

    work();
    let error = tracing.flush(SOON).unwrap_err();
    assert_eq!((error.pending, error.errors.len()), (0, 1), "{error}");

    tracing.shutdown(SOON).unwrap();
    let stats = traced::stats();
    assert_eq!((stats.created, stats.exported, stats.dropped.total()), (4, 2, 2));
    let _ = std::panic::take_hook();
}
