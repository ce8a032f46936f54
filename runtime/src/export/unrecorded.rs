//! `unrecorded`: for threads that exporters start themselves.

use crate::cursor;

/// Runs this while nothing that happens on the thread is recorded: calls of traced functions, spans made by hand, what bridges bring.
///
/// The runtime's own threads for exporters are like that. An exporter that starts further threads puts what they do into this, or what it
/// does to deliver spans makes spans, without end.
///
/// ```
/// use traced_runtime::{Span, export};
///
/// let sender = std::thread::spawn(|| {
///     export::unrecorded(|| assert!(!Span::builder("sending").start().is_recording()))
/// });
/// sender.join().unwrap();
/// ```
pub fn unrecorded<R>(f: impl FnOnce() -> R) -> R {
    cursor::muted(f)
}
