//! The program panics, and the handle is dropped while it unwinds: what happened until then is exported, the panic included.

use std::panic::{AssertUnwindSafe, catch_unwind};

use traced::{Outcome, Value, builder, export::Memory, traced};

#[traced]
fn fails(n: u32) {
    assert!(n == 0, "expected: {n} is not zero");
}

#[traced]
fn in_a_destructor() {}

struct TracesInDrop;

impl Drop for TracesInDrop {
    fn drop(&mut self) {
        in_a_destructor();
    }
}

#[traced]
fn unwinds() {
    let _traces = TracesInDrop;
    fails(7);
}

#[test]
fn the_panic_is_exported() {
    let memory = Memory::new();
    let inside = memory.clone();
    let result = catch_unwind(AssertUnwindSafe(move || {
        let _tracing = builder().exporter(inside).install().unwrap();
        unwinds();
    }));
    let message = result.unwrap_err();
    assert_eq!(message.downcast_ref::<String>().unwrap(), "expected: 7 is not zero");

    let spans = memory.take();
    let span =
        |name: &str| spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("no {name} in {spans:?}"));
    assert_eq!(spans.len(), 3);
    assert_eq!((span("unwinds").outcome, span("fails").outcome), (Outcome::Panicked, Outcome::Panicked));
    assert_eq!(span("in_a_destructor").outcome, Outcome::Returned, "it began and ended while the thread panicked");
    assert_eq!(span("in_a_destructor").parent_id, Some(span("unwinds").context.span_id()));
    let log = span("fails").log("error").unwrap();
    assert_eq!(log.field("error.kind"), Some(&Value::from("panic")));
    assert_eq!(log.field("message"), Some(&Value::from("expected: 7 is not zero")));
    assert_eq!(log.field("code.filepath"), Some(&Value::from(file!())));
    assert!(span("unwinds").logs.is_empty(), "it is told where it began");
    let stats = traced::stats();
    assert_eq!((stats.created, stats.exported), (3, 3));
}
