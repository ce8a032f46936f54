//! Rules that change while threads record: every span is as it was decided before or as after, and none is lost.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use traced::{
    Arguments, Callsite, Decision, Tracing, apply_rules, builder,
    export::{Batch, ExportError, Exporter},
    traced,
};

#[traced]
fn pair(one: u64, other: u64) -> u64 {
    one + other
}

#[traced]
fn many(from: u64) -> u64 {
    (from..from + 100).map(|n| pair(n, n)).sum()
}

#[derive(Clone, Default)]
struct Look(Arc<[AtomicU64; 3]>);

impl Exporter for Look {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        for span in batch.spans().filter(|span| span.name() == "pair") {
            let tags = span.tags().count();
            self.0[match tags {
                0 => 0,
                2 => 1,
                _ => 2,
            }]
            .fetch_add(1, Relaxed);
        }
        Ok(())
    }
}

/// A rest that was decided by rules which are no longer would have no end: other rules come while the collector counts.
fn a_rest_ends_with_its_rules(tracing: &Tracing) {
    let flush = || tracing.flush(Duration::from_secs(60)).unwrap();
    for turn in 0..300 {
        apply_rules(|_| Decision { most: Some((3000, Duration::from_secs(3600))), ..Decision::default() });
        (0..40).for_each(|from| _ = many(from));
        thread::scope(|scope| {
            let counting = scope.spawn(flush);
            let mut waits = turn;
            while waits > 0 && !counting.is_finished() && traced::callsites().all(Callsite::is_enabled) {
                waits -= 1;
                thread::yield_now();
            }
            apply_rules(|_| Decision::default());
        });
        flush();
        let is_on = |site: &Callsite| site.is_enabled() && !site.is_resting();
        assert!(traced::callsites().all(is_on), "turn {turn}");
    }
}

#[test]
fn no_span_is_half_configured_or_lost() {
    let look = Look::default();
    let tracing = builder().exporter(look.clone()).install().unwrap();
    let go_on = Arc::new(AtomicBool::new(true));
    let started = Arc::new(AtomicU64::new(0));
    let threads = [0, 1].map(|_| {
        let (go_on, started) = (Arc::clone(&go_on), Arc::clone(&started));
        thread::spawn(move || {
            while go_on.load(Relaxed) {
                many(started.fetch_add(1, Relaxed));
            }
        })
    });
    for turn in 0..200 {
        let arguments = if turn % 2 == 0 { Arguments::None } else { Arguments::All };
        apply_rules(move |_| Decision { arguments, enabled: turn % 5 != 0, ..Decision::default() });
        let before = started.load(Relaxed);
        while started.load(Relaxed) < before + 4 {
            thread::yield_now();
        }
    }
    go_on.store(false, Relaxed);
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    a_rest_ends_with_its_rules(&tracing);
    tracing.shutdown(Duration::from_secs(60)).unwrap();
    let stats = traced::stats();
    assert_eq!(stats.created, stats.exported + stats.dropped.total(), "{stats:?}");
    assert_eq!(stats.late, 0, "{stats:?}");
    let [none, both, half] = [0, 1, 2].map(|i| look.0[i].load(Relaxed));
    assert_eq!(half, 0);
    assert!(none > 0 && both > 0, "{none} {both}");
}
