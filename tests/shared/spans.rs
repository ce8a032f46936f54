//! Which span is current, and how those of a run hang together.

use traced::{SpanData, SpanId, Value, current, testing::Run};

/// The id of the span that is current with us.
pub fn now() -> Option<SpanId> {
    Some(current().context().span_id()).filter(|id| id.is_valid())
}

/// The id of a span of that name.
#[track_caller]
pub fn id<T>(run: &Run<T>, name: &str) -> SpanId {
    run.span(name).context.span_id()
}

/// The parent of a span of that name, by its name.
#[track_caller]
pub fn parent<'r, T>(run: &'r Run<T>, name: &str) -> Option<&'r str> {
    let parent = run.span(name).parent_id?;
    let found = run.spans().iter().find(|span| span.context.span_id() == parent);
    Some(found.map_or_else(|| panic!("the parent of {name} is not in\n{}", run.tree()), |span| &*span.name))
}

/// All spans, each at the place that its tag `number` says.
#[track_caller]
pub fn numbered<T>(run: &Run<T>) -> Vec<&SpanData> {
    let number = |span: &SpanData| span.tag("number").and_then(Value::as_i64).expect("each has one");
    let mut spans: Vec<_> = run.spans().iter().collect();
    spans.sort_by_key(|span| number(span));
    assert!((0..).zip(&spans).all(|(at, span)| number(span) == at), "{}", run.tree());
    spans
}
