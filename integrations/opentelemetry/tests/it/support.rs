//! What the tests have in common: the provider, as libraries find it.

use std::sync::Once;

use opentelemetry::global::{self, BoxedTracer};
use traced::{SpanId, current, testing::Run};

/// The tracer of a library, from the global provider.
pub fn tracer() -> BoxedTracer {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| global::set_tracer_provider(traced_opentelemetry::provider()));
    global::tracer("")
}

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
