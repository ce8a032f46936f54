//! Kept for as long as anybody holds it, and no longer.

use traced_runtime::{Baggage, SpanContext, SpanId, TraceId};

use super::{Kept, find};
use crate::contexts::to_span_context;

fn context(span: u64) -> SpanContext {
    SpanContext::new(TraceId::new(7), SpanId::new(span), true)
}

#[test]
fn until_the_last_holder_is_gone() {
    let plain = context(0x1000_0000_0000_0001);
    let more = plain.clone().with_baggage(Baggage::new().with("tenant", "a"));
    let ids = to_span_context(&plain);
    let first = Kept::new(&more);
    assert_eq!(find(&ids), Some(more.clone()));
    let second = Kept::new(&more);
    drop(first);
    assert_eq!(find(&ids), Some(more.clone()));
    // The same span in another trace is another span.
    let other = SpanContext::new(TraceId::new(8), more.span_id(), true);
    assert_eq!(find(&to_span_context(&other)), None);
    drop(second);
    assert_eq!(find(&ids), None);
}

#[test]
fn what_ids_and_flags_say_is_not_kept() {
    let plain = context(0x2000_0000_0000_0001);
    let _kept = Kept::new(&plain);
    assert_eq!(find(&to_span_context(&plain)), None);
    let none = Kept::new(&SpanContext::none().with_baggage(Baggage::new().with("tenant", "a")));
    assert!(none.0.is_none());
}
