//! What the tests have in common: the provider, as libraries find it.

use std::sync::Once;

use opentelemetry::global::{self, BoxedTracer};

pub use crate::spans::{id, now, numbered, parent};

/// The tracer of a library, from the global provider.
pub fn tracer() -> BoxedTracer {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| global::set_tracer_provider(traced_opentelemetry::provider()));
    global::tracer("")
}
