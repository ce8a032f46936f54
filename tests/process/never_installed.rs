//! Nothing is installed: everything works, and does nothing.

use traced::{FutureExt, Kind, Span, SpanContext, current, traced};

#[traced(ret)]
fn add(a: u64, b: u64) -> Result<u64, std::num::TryFromIntError> {
    current().tag("sum", a + b).log([("event", "added")]).set_baggage_item("k", "v");
    u8::try_from(a + b).map(u64::from)
}

#[traced]
async fn later(n: u64) -> u64 {
    std::future::ready(()).await;
    n + 1
}

#[traced]
fn panics() {
    panic!("expected: this test panics");
}

#[test]
fn everything_works_and_does_nothing() {
    assert_eq!(add(1, 2).unwrap(), 3);
    assert!(add(200, 100).is_err());
    assert!(!current().is_recording());
    assert_eq!(current().context(), SpanContext::none());
    assert_eq!(current().baggage_item("k"), None);

    let span = Span::builder("by hand").kind(Kind::Client).tag("k", 1).start();
    let scope = span.enter();
    span.set_tag("k", 2).log([("event", "x")]).set_baggage_item("user", "7");
    assert!(!span.is_recording());
    assert!(!span.context().is_valid());
    assert!(!current().context().is_valid());
    drop(scope);
    span.finish();
    span.finish();

    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert_eq!(runtime.block_on(later(1).in_current_span().in_span(&span)), 2);
    assert_eq!(std::thread::spawn(traced::carry(|| add(1, 1).unwrap())).join().unwrap(), 2);
    assert_eq!(traced::thread::spawn(|| add(2, 2).unwrap()).join().unwrap(), 4);
    assert!(std::panic::catch_unwind(panics).is_err());

    assert_eq!(traced::stats(), traced::Stats::default());
    assert_eq!(traced::stats().dropped.total(), 0);
}
