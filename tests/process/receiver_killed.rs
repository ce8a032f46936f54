//! The receiver goes away in the middle of a run of two threads: whatever was created was exported or is counted as dropped.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Barrier,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use traced::{
    Tracing, builder,
    export::{Batch, ExportError, Exporter},
    traced,
};

const CALLS: u64 = 20_000;
const SOON: Duration = Duration::from_secs(60);

#[traced]
fn leaf(n: u64) {
    std::hint::black_box(n);
}

#[traced]
fn request(n: u64) {
    leaf(n);
    leaf(n + 1);
}

/// Sends the number of spans, and waits until the receiver has said that it has them.
struct Wire(TcpStream);

impl Exporter for Wire {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let mut answer = [0];
        let sent = self.0.write_all(&(batch.len() as u64).to_be_bytes()).and_then(|()| self.0.read_exact(&mut answer));
        sent.map_err(|error| ExportError::reject(error.to_string()))
    }
}

/// The exporter's errors are no surprise; spans that were neither sent nor lost would be.
fn flush(tracing: &Tracing) -> u64 {
    tracing.flush(SOON).map_or_else(|error| error.pending, |()| 0)
}

#[test]
fn created_is_exported_and_dropped() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let wire = Wire(TcpStream::connect(listener.local_addr().unwrap()).unwrap());
    let (mut receiver, _) = listener.accept().unwrap();
    let receiver = std::thread::spawn(move || {
        let (mut received, mut frames) = (0, 0);
        let mut frame = [0; 8];
        while receiver.read_exact(&mut frame).is_ok() {
            frames += 1;
            if frames == 3 {
                // It dies over what it was given, and says nothing.
                receiver.shutdown(Shutdown::Both).unwrap();
                break;
            }
            received += u64::from_be_bytes(frame);
            receiver.write_all(&[1]).unwrap();
        }
        received
    });

    let tracing = builder().exporter(wire).install().unwrap();
    let (flushed, pending) = (Barrier::new(2), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let (flushed, pending, tracing) = (&flushed, &pending, &tracing);
            scope.spawn(move || {
                for n in 0..CALLS {
                    request(n);
                    if n % (CALLS / 5) == 0 {
                        flushed.wait();
                        if thread == 0 {
                            pending.fetch_add(flush(tracing), Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    pending.fetch_add(flush(&tracing), Ordering::Relaxed);
    assert_eq!(pending.into_inner(), 0);
    let stats = traced::stats();
    assert_eq!(stats.created, 2 * 3 * CALLS, "{stats:?}");
    assert_eq!(stats.created, stats.exported + stats.dropped.total(), "{stats:?}");
    assert_eq!(stats.exported, receiver.join().unwrap(), "{stats:?}");
    assert!(stats.dropped.rejected > 0, "{stats:?}");
    tracing.shutdown(SOON).unwrap();
}
