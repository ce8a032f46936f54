//! Spawning with the current span carried along.

use crate::{carry::Ticket, sync::std_thread};

/// As [`std::thread`], with the current span carried along.
pub mod thread {
    use super::{Ticket, std_thread};

    /// Spawns a thread whose work runs under the span that is current here.
    ///
    /// # Panics
    /// As [`std::thread::spawn`].
    pub fn spawn<F, T>(work: F) -> std::thread::JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let ticket = Ticket::current();
        std_thread::spawn(move || ticket.run(work))
    }
}

/// Spawns a task on tokio's current runtime, which runs under the span that is current here.
///
/// # Panics
/// As [`tokio::spawn`].
#[cfg(feature = "tokio")]
#[track_caller]
pub fn spawn<F>(future: F) -> tokio::task::JoinHandle<F::Output>
where
    F: std::future::Future + Send + 'static,
    F::Output: Send + 'static,
{
    tokio::spawn(crate::carry::InSpan::current(future))
}

/// Runs blocking work on tokio's pool, under the span that is current here.
///
/// # Panics
/// As [`tokio::task::spawn_blocking`].
#[cfg(feature = "tokio")]
#[track_caller]
pub fn spawn_blocking<F, R>(work: F) -> tokio::task::JoinHandle<R>
where
    F: FnOnce() -> R + Send + 'static,
    R: Send + 'static,
{
    let ticket = Ticket::current();
    tokio::task::spawn_blocking(move || ticket.run(work))
}
