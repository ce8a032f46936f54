//! A real Zipkin is killed while spans are sent to it, and comes back: with a spool nothing is lost, without one what is lost is counted.
//! `tests/interop/spool/run` gets Zipkin, and runs each of the tests in a process of its own.
//!
//! Zipkin forgets what it had when it is killed. So what is compared is: all spans in the order in which they were recorded, the first of
//! them taken by the first Zipkin, which showed those that were sent before it was killed; all others in the second one, each once, with
//! every field as it was recorded.

#[path = "../it/plain.rs"]
mod plain;
#[path = "../interop/shown.rs"]
mod shown;
mod zipkin;

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::mpsc::sync_channel,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Map, Value as Json};
use traced_runtime::{Span, Tracing, export::Memory, stats};
use traced_zipkin::Exporter;

use crate::{
    shown::{as_shown, now, trace},
    zipkin::Zipkin,
};

/// Traces, and spans of each. The buffer of the second test holds fewer.
const ROUNDS: u64 = 100;
const SPANS: u64 = 200;
const SOON: Duration = Duration::from_secs(60);

/// Records a trace, and hands it to the exporters: its id.
fn round(tracing: &Tracing, number: u64) -> String {
    let root = Span::builder("round").tag("n", number).start();
    for n in 1..SPANS {
        let span = Span::builder("step").child_of(&root).tag("n", n).start();
        span.log([("event", "cache-miss")]);
        span.finish();
    }
    let id = root.context().trace_id().to_string();
    root.finish();
    let _ = tracing.flush(Duration::from_millis(20));
    id
}

/// Rounds before Zipkin is killed, in the middle of others, and until it is started again: which traces it has shown, and all.
fn outage(tracing: &Tracing, zipkin: &mut Zipkin) -> (usize, Vec<String>) {
    let mut traces = Vec::new();
    for number in 0..ROUNDS / 10 {
        traces.push(round(tracing, number));
    }
    tracing.flush(SOON).unwrap();
    for id in &traces {
        trace(&zipkin.url, id, usize::try_from(SPANS).unwrap());
    }
    let shown = traces.len();
    println!("{} spans were sent, and Zipkin shows them", shown as u64 * SPANS);
    let (kill, killed) = sync_channel(0);
    thread::scope(|scope| {
        scope.spawn(move || {
            killed.recv().unwrap();
            zipkin.kill();
        });
        for number in ROUNDS / 10..ROUNDS {
            traces.push(round(tracing, number));
            if number == ROUNDS / 5 {
                kill.send(()).unwrap();
            }
        }
    });
    println!("{} more were recorded, while it was killed", (traces.len() - shown) as u64 * SPANS);
    (shown, traces)
}

/// How many spans of a trace Zipkin has.
fn found(zipkin: &Zipkin, id: &str) -> u64 {
    now(&zipkin.url, id).map_or(0, |spans| spans.len() as u64)
}

#[test]
#[ignore = "needs a Zipkin: `tests/interop/spool/run` gets and starts one"]
fn with_a_spool_nothing_is_lost() {
    let mut zipkin = Zipkin::running();
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outage");
    let _ = fs::remove_dir_all(&directory);
    let exporter = Exporter::builder().endpoint(&zipkin.url).spool(&directory).build().unwrap();
    let spool = exporter.spool().unwrap();
    let memory = Memory::new();
    let builder = traced_runtime::builder().service("Interop Shop").exporter(memory.clone()).exporter(exporter);
    let tracing = builder.install().unwrap();

    let (shown, traces) = outage(&tracing, &mut zipkin);
    tracing.flush(Duration::from_secs(2)).unwrap();
    let waiting = spool.stats();
    println!("the spool: {waiting}");
    println!("it says: {}", tracing.export_errors().last().unwrap());
    assert!(waiting.waiting > 0);
    zipkin.start();
    // A flush does not wait long for a Zipkin that is not warm yet.
    let limit = Instant::now() + SOON;
    while spool.stats().waiting > 0 && Instant::now() < limit {
        tracing.flush(SOON).unwrap();
    }
    let sent = spool.stats();
    println!("Zipkin is back; the spool: {sent}");
    assert_eq!((sent.sent, sent.waiting, sent.dropped.total()), (sent.stored, 0, 0));

    let mut recorded = BTreeMap::<_, Vec<_>>::new();
    for span in memory.spans() {
        recorded.entry(span.context.trace_id().to_string()).or_default().push(span);
    }
    assert_eq!(recorded.len(), traces.len());
    let by_the_first = traces.iter().take_while(|id| found(&zipkin, id) == 0).count();
    let (mut spans, mut fields) = (0, 0);
    for id in &traces[by_the_first..] {
        let by_id = |span: Map<String, Json>| (span["id"].to_string(), span);
        let mut shown: BTreeMap<_, _> = trace(&zipkin.url, id, recorded[id].len()).into_iter().map(by_id).collect();
        for span in &recorded[id] {
            let expected = as_shown(plain::span(span, "Interop Shop", &[]));
            assert_eq!(shown.remove(&expected["id"].to_string()).expect("each id once"), expected);
            spans += 1;
            fields += expected.values().map(|value| value.as_object().map_or(1, Map::len)).sum::<usize>();
        }
        assert!(shown.is_empty(), "Zipkin has more: {shown:?}");
    }
    let (all, taken) = (traces.len() as u64 * SPANS, by_the_first as u64 * SPANS);
    println!(
        "{all} spans: {taken} taken before it was killed, {spans} shown since, {fields} fields as they were recorded"
    );
    assert!(shown <= by_the_first && by_the_first < traces.len());
    assert_eq!(taken + spans, all);
    assert!((waiting.waiting..=sent.sent).contains(&spans), "the spool had them");
    tracing.shutdown(SOON).unwrap();
}

#[test]
#[ignore = "needs a Zipkin: `tests/interop/spool/run` gets and starts one"]
fn without_a_spool_what_is_lost_is_counted() {
    let mut zipkin = Zipkin::running();
    let exporter = Exporter::builder().endpoint(&zipkin.url).build().unwrap();
    let tracing = traced_runtime::builder().buffer_bytes(1 << 20).exporter(exporter).install().unwrap();
    let (_, traces) = outage(&tracing, &mut zipkin);
    let before = stats();
    println!("{before}");
    zipkin.start();
    tracing.flush(SOON).unwrap();
    let after = stats();
    println!("Zipkin is back; {after}: {:?}", after.dropped);
    assert_eq!(after.created, traces.len() as u64 * SPANS);
    assert_eq!(after.created, after.exported + after.dropped.total());
    assert!(after.dropped.total() > 0, "more was recorded than the buffer holds");
    let limit = Instant::now() + SOON;
    let spans = loop {
        let spans: u64 = traces.iter().map(|id| found(&zipkin, id)).sum();
        if spans == after.exported - before.exported || Instant::now() > limit {
            break spans;
        }
    };
    println!("{spans} are shown since, {} were taken before it was killed", before.exported);
    assert_eq!(spans, after.exported - before.exported);
    tracing.shutdown(SOON).unwrap();
}
