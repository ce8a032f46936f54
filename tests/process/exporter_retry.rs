//! An exporter that asks for its batch again: it gets the same one until it takes it, a flush does not wait for the backoff, and a
//! shutdown does not wait for a peer that never comes back. And one whose flush warns, which is no failure.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use traced::{
    builder,
    export::{Batch, ExportError, Exporter},
    traced,
};

const SOON: Duration = Duration::from_secs(60);

#[traced]
fn work() {}

#[derive(Clone, Default)]
struct Peer(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    answers: Vec<ExportError>,
    always: Option<ExportError>,
    offered: Vec<(u64, usize)>,
    of_flush: Vec<ExportError>,
}

impl Exporter for Peer {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let mut state = self.0.lock().unwrap();
        state.offered.push((batch.sequence(), batch.len()));
        match state.always.clone().or_else(|| state.answers.pop()) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn flush(&mut self, _: Instant) -> Result<(), ExportError> {
        self.0.lock().unwrap().of_flush.pop().map_or(Ok(()), Err)
    }
}

#[test]
fn the_same_batch_is_offered_until_it_is_taken() {
    let peer = Peer::default();
    let tracing = builder().exporter(peer.clone()).flush_interval(Duration::from_secs(3600)).install().unwrap();
    // Past the collector's first look, which would part what is made meanwhile.
    tracing.flush(SOON).unwrap();

    peer.0.lock().unwrap().answers = vec![ExportError::retry("not now")];
    work();
    work();
    tracing.flush(SOON).unwrap();
    let offered = std::mem::take(&mut peer.0.lock().unwrap().offered);
    assert_eq!(offered, [offered[0], offered[0]]);
    assert_eq!(offered[0].1, 2);

    // The peer named the time: not even a flush is earlier.
    peer.0.lock().unwrap().answers = vec![ExportError::retry_after(Duration::from_millis(30), "busy")];
    let before = Instant::now();
    work();
    tracing.flush(SOON).unwrap();
    assert!(before.elapsed() >= Duration::from_millis(30));
    let offered = std::mem::take(&mut peer.0.lock().unwrap().offered);
    assert_eq!(offered, [offered[0], offered[0]]);

    peer.0.lock().unwrap().answers = vec![ExportError::partial(2, "two are bad")];
    for _ in 0..5 {
        work();
    }
    tracing.flush(SOON).expect("it has reached the exporter, and what became of it is counted");
    peer.0.lock().unwrap().answers = vec![ExportError::reject("all are bad")];
    work();
    tracing.flush(SOON).unwrap();
    let stats = traced::stats();
    assert_eq!((stats.created, stats.exported, stats.dropped.rejected), (9, 6, 3), "{stats:?}");
    assert_eq!(stats.dropped.total(), 3);

    tracing.export_errors();
    peer.0.lock().unwrap().of_flush = vec![ExportError::partial(0, "safe on disk")];
    tracing.flush(SOON).unwrap();
    assert_eq!(tracing.export_errors(), [ExportError::partial(0, "safe on disk")]);
    peer.0.lock().unwrap().of_flush = vec![ExportError::partial(1, "one is lost")];
    assert_eq!(tracing.flush(SOON).unwrap_err().errors, [ExportError::partial(1, "one is lost")]);

    // Longer than there is time.
    peer.0.lock().unwrap().always = Some(ExportError::retry_after(Duration::MAX, "gone"));
    work();
    let error = tracing.flush(Duration::from_millis(1)).unwrap_err();
    assert!(error.pending <= 1);
    let error = tracing.shutdown(Duration::from_millis(300)).unwrap_err();
    assert_eq!(error.pending, 1, "{error}");
    let stats = traced::stats();
    assert_eq!((stats.created, stats.exported, stats.dropped.unsent), (10, 6, 1), "{stats:?}");
}
