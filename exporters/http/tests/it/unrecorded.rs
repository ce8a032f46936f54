//! What happens on the spool's thread is not traced.

use std::time::Duration;

use traced_http::{Reply, Spool, Transport};
use traced_runtime::{Span, export::Memory};

use crate::{folder::patient, peer::yes};

struct Traced;

impl Transport for Traced {
    fn send(&mut self, _: &[u8], _: &str, _: u64) -> Reply {
        let span = Span::builder("sending").start();
        if span.is_recording() { crate::peer::never("it is recorded") } else { yes() }
    }
}

#[test]
fn a_transport_makes_no_spans() {
    let memory = Memory::new();
    let tracing = traced_runtime::builder().exporter(memory.clone()).install().unwrap();
    let mut spool = Spool::open(&patient("unrecorded"), "peer", Traced).unwrap();
    assert_eq!(spool.send(b"", "text/plain", 0), yes());
    Span::builder("work").start().finish();
    tracing.flush(Duration::from_secs(60)).unwrap();
    assert_eq!(memory.spans().iter().map(|span| &*span.name).collect::<Vec<_>>(), ["work"]);
}
