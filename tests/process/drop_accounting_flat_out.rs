//! Four threads that do nothing but record, into a buffer far too small: each call is exported or counted as dropped.

use std::time::Duration;

use traced::{
    builder,
    export::{Batch, ExportError, Exporter},
    traced,
};

const BUDGET: usize = 256 << 10;
const THREADS: u64 = 4;
const ROUNDS: u64 = 5000;
const SOON: Duration = Duration::from_secs(120);

#[traced]
fn leaf(n: u64, text: &str) {
    std::hint::black_box((n, text));
}

#[traced]
fn branch(n: u64) {
    for i in 0..n % 40 {
        leaf(i, "some text that takes room");
    }
}

/// As slow as reading everything is.
#[derive(Default)]
struct Reads {
    spans: u64,
}

impl Exporter for Reads {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        for span in batch.spans() {
            self.spans += 1;
            std::hint::black_box(span.to_data());
        }
        if self.spans.is_multiple_of(7) { Err(ExportError::partial(1, "one in a while is refused")) } else { Ok(()) }
    }
}

#[test]
fn every_call_is_accounted_for() {
    let tracing = builder().exporter(Reads::default()).buffer_bytes(BUDGET).install().unwrap();
    let calls: u64 = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                scope.spawn(move || {
                    let mut calls = 0;
                    for n in 0..ROUNDS {
                        branch(n + thread);
                        calls += 1 + (n + thread) % 40;
                    }
                    calls
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    tracing.flush(SOON).unwrap();
    let stats = traced::stats();
    assert_eq!(stats.created, calls, "{stats:?}");
    assert_eq!(stats.created, stats.exported + stats.dropped.total(), "{stats:?}");
    assert!(stats.exported > 0, "{stats:?}");
    tracing.shutdown(SOON).unwrap();
    assert_eq!(traced::stats().created, calls);
}
