//! A span that never seems to end: its children are exported while it goes on, each once, and nothing of its own is lost meanwhile.

use std::{collections::HashSet, time::Duration};

use traced::{Outcome, SpanData, Value, builder, current, export::Memory, traced};

const SOON: Duration = Duration::from_secs(60);

#[traced]
fn child(n: u64) {
    current().tag("twice", 2 * n);
}

#[traced]
fn server(port: u16, mut serve: impl FnMut()) -> Result<(), String> {
    assert_eq!(port, 80);
    current().tag("early", true).log([("event", "listening")]);
    serve();
    current().tag("late", true).log([("event", "stopping")]);
    Err("stopped".into())
}

fn number(span: &SpanData) -> i64 {
    span.tag("n").and_then(Value::as_i64).unwrap()
}

#[test]
fn children_are_exported_while_it_goes_on() {
    const ROUNDS: u64 = 5;
    const CHILDREN: u64 = 2000;
    let memory = Memory::new();
    let tracing = builder().exporter(memory.clone()).flush_interval(Duration::from_secs(3600)).install().unwrap();
    let mut round = 0;
    let mut parent = None;
    let mut in_use = Vec::new();
    let mut all = Vec::new();
    let _ = server(80, || {
        while round < ROUNDS {
            for n in 0..CHILDREN {
                child(round * CHILDREN + n);
                current().tag("progress", round * CHILDREN + n);
            }
            tracing.flush(SOON).unwrap();
            let spans = memory.take();
            assert_eq!(spans.len() as u64, CHILDREN, "those of this round, and not the server");
            parent = Some(current().context().span_id());
            for span in &spans {
                assert_eq!(span.parent_id, parent);
                assert_eq!(span.tag("twice").and_then(Value::as_i64), Some(2 * number(span)));
            }
            all.extend(spans.iter().map(number));
            in_use.push(traced::stats().bytes_in_use);
            round += 1;
        }
    });
    assert_eq!(all.iter().collect::<HashSet<_>>().len() as u64, ROUNDS * CHILDREN);
    // The blocks of children that were exported have been given back: rounds do not add up.
    assert!(in_use[in_use.len() - 1] <= in_use[0] + (16 << 10), "{in_use:?}");

    tracing.flush(SOON).unwrap();
    let spans = memory.take();
    let [server] = &spans[..] else { panic!("one span: {spans:?}") };
    assert_eq!((&*server.name, Some(server.context.span_id()), server.outcome), ("server", parent, Outcome::Errored));
    assert_eq!(
        server.tag("port").and_then(Value::as_i64),
        Some(80),
        "an argument that was recorded before the first flush"
    );
    assert_eq!((server.tag("early"), server.tag("late")), (Some(&Value::Bool(true)), Some(&Value::Bool(true))));
    let progress = server.tag("progress").and_then(Value::as_i64);
    assert_eq!(progress, i64::try_from(ROUNDS * CHILDREN - 1).ok(), "the last write wins, however often it was set");
    let events: Vec<_> = server.logs.iter().filter_map(|log| log.event()).collect();
    assert_eq!(events, ["listening", "stopping", "error"]);
    let stats = traced::stats();
    assert_eq!((stats.created, stats.exported), (ROUNDS * CHILDREN + 1, ROUNDS * CHILDREN + 1), "{stats:?}");
    assert_eq!((stats.late, stats.dropped.total()), (0, 0));

    // A span that is open at the shutdown is counted as such, once, even if it ends after all.
    let open = traced::Span::builder("open").start();
    tracing.shutdown(SOON).unwrap();
    open.finish();
    let run = traced::testing::capture(|| child(7));
    assert_eq!(run.spans().len(), 1, "captures work without a pipeline");
    let stats = traced::stats();
    assert_eq!((stats.dropped.unfinished, stats.dropped.total()), (1, 1), "{stats:?}");
    assert_eq!(stats.created, stats.exported + stats.dropped.total(), "{stats:?}");
}
