//! The subscriber that the tests share, on all threads.

use std::sync::Once;

use traced::testing::Run;
use tracing_subscriber::prelude::*;

pub use crate::spans::{id, now, numbered, parent};

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
