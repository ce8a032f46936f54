//! What is recorded on a span from work that was carried away from it: seen with the span, also where the collector is called because the
//! buffer fills while that work goes on, and after what the span has said itself, also where the collector looks in between.

use std::{
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::Duration,
};

use traced::{
    SpanData, Tracing, Value, builder, carry, current,
    export::{Batch, ExportError, Exporter},
    traced,
};

const SOON: Duration = Duration::from_secs(60);

/// Sends the spans called `above`, once they are exported.
struct Above(Sender<SpanData>);

impl Exporter for Above {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        for span in batch.spans().filter(|span| span.name() == "above") {
            let _ = self.0.send(span.to_data());
        }
        Ok(())
    }
}

#[traced]
fn above(go_on: Receiver<()>) -> thread::JoinHandle<()> {
    let (told, tagged) = channel();
    let below = thread::spawn(carry(move || {
        current().tag("from", "below");
        told.send(()).unwrap();
        // The strand that the tag stands in stays open.
        let _ = go_on.recv();
    }));
    tagged.recv().unwrap();
    below
}

#[traced]
fn other() {}

/// A span that is called otherwise from below, and corrected there, before it ends.
#[traced("first")]
fn corrected(tracing: &Tracing) {
    current().tag("from", "above").set_name("then");
    thread::spawn(carry(|| {
        current().tag("from", "below").set_name("above");
    }))
    .join()
    .unwrap();
    tracing.flush(SOON).unwrap();
}

#[test]
fn it_is_seen_with_the_span_and_after_its_own() {
    let (sender, exported) = channel();
    let tracing = builder()
        .exporter(Above(sender))
        .buffer_bytes(1 << 20)
        .flush_interval(Duration::from_secs(3600))
        .install()
        .unwrap();
    seen_when_the_buffer_fills(&exported);

    corrected(&tracing);
    tracing.flush(SOON).unwrap();
    let span = exported.try_recv().expect("it has the name that was set last");
    assert_eq!(span.tag("from").and_then(Value::as_str), Some("below"));

    tracing.shutdown(SOON).unwrap();
    assert_eq!(traced::stats().late, 0);
}

fn seen_when_the_buffer_fills(exported: &Receiver<SpanData>) {
    let (done, go_on) = channel();
    let below = above(go_on);
    let span = loop {
        // Other traces, until they have called the collector.
        (0..1000).for_each(|_| other());
        if let Ok(span) = exported.try_recv() {
            break span;
        }
    };
    assert_eq!(span.tag("from").and_then(Value::as_str), Some("below"));
    drop(done);
    below.join().unwrap();
}
