//! The subscriber that the tests share, on all threads.

use std::sync::Once;

use traced::{SpanId, current, testing::Run};
use tracing_subscriber::prelude::*;

/// Installs it.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing_subscriber::registry().with(traced_tracing::layer()).init());
}

/// Runs a closure under a subscriber of its own.
pub fn under<R>(subscriber: impl tracing::Subscriber + Send + Sync, f: impl FnOnce() -> R) -> R {
    tracing::subscriber::with_default(subscriber, f)
}

/// As `traced::testing::capture`, with the shared subscriber.
pub fn capture<T>(f: impl FnOnce() -> T) -> Run<T> {
    install();
    traced::testing::capture(f)
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
