//! What must hold of everything that was recorded, whatever the program: a forest, each span exported once, and all accounted for.

use std::{collections::HashMap, time::Duration};

use proptest::{prelude::*, test_runner::TestRunner};
use traced::{SpanContext, SpanData, SpanId, export::Memory};

/// Each span is there once, in its parent's trace, and no span is its own ancestor.
fn check_forest(spans: &[SpanData]) -> Result<(), TestCaseError> {
    let mut by_id: HashMap<SpanId, (&SpanContext, Option<SpanId>)> = HashMap::new();
    for span in spans {
        let twice = by_id.insert(span.context.span_id(), (&span.context, span.parent_id));
        prop_assert!(twice.is_none(), "{span:?} was exported twice");
        prop_assert!(span.end >= span.start);
    }
    for (id, (context, parent)) in &by_id {
        let mut ancestor = *parent;
        let mut steps = 0;
        // A parent that is open, or leaked, is not there.
        while let Some((above, next)) = ancestor.and_then(|id| by_id.get(&id)) {
            prop_assert_eq!(above.trace_id(), context.trace_id());
            steps += 1;
            prop_assert!(steps <= spans.len(), "{} is its own ancestor", id);
            ancestor = *next;
        }
    }
    Ok(())
}

/// Installs an exporter, runs programs, and looks at what came of each.
pub fn hold<P: Strategy>(programs: &P, run: impl Fn(P::Value)) {
    let soon = Duration::from_secs(60);
    let memory = Memory::new();
    let tracing = traced::builder().exporter(memory.clone()).install().unwrap();
    let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() });
    let result = runner.run(programs, |program| {
        run(program);
        tracing.flush(soon).unwrap();
        check_forest(&memory.take())?;
        let stats = traced::stats();
        prop_assert_eq!(stats.created, stats.exported + stats.dropped.total());
        prop_assert_eq!(stats.dropped.total(), 0);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    tracing.shutdown(soon).unwrap();
    let stats = traced::stats();
    assert_eq!(stats.created, stats.exported + stats.dropped.total(), "{stats:?}");
    assert_eq!(stats.dropped.total(), stats.dropped.unfinished, "what was leaked is unfinished");
    assert!(stats.exported > 1000);
}
