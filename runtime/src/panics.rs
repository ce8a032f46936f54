//! The panic hook: puts the message on the current span.

use std::{
    panic::{self, PanicHookInfo},
    sync::Once,
};

use crate::{
    cursor,
    outcome::Outcome,
    slot::Slot,
    unwinding,
    value::{Captured, Value},
    write::{Key, Pen},
};

/// Chains our hook in front of the one that is installed. Once a process.
pub(crate) fn install_hook() {
    static ONCE: Once = Once::new();
    // The hook cannot be changed by a thread that panics.
    if std::thread::panicking() {
        return;
    }
    ONCE.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // A `Debug` that panics while we record it is no news to the user: it would not have run without us.
            if cursor::get().is_formatting() {
                return;
            }
            unwinding::begin();
            record(info);
            previous(info);
        }));
    });
}

fn record(info: &PanicHookInfo<'_>) {
    let cursor = cursor::get();
    let Some(strand) = cursor.strand else { return };
    // SAFETY: the strand under the cursor is ours to write (cursor rule 1).
    let pen = unsafe { Pen::new(strand, cursor.index()) };
    let message = info.payload().downcast_ref::<&str>().copied();
    let message =
        message.or_else(|| info.payload().downcast_ref::<String>().map(String::as_str)).unwrap_or("(not text)");
    pen.log(None, [(Key::Static("event"), &Value::from("error"))]);
    pen.log_field("error.kind", Captured::Str("panic"));
    pen.log_field("message", Captured::Str(message));
    if let Some(location) = info.location() {
        pen.log_field("code.filepath", Captured::Str(location.file()));
        pen.log_field("code.lineno", Captured::U64(location.line().into()));
    }
}

/// How a span ends that is closed while its thread panics: one that was opened during the unwinding has not panicked itself.
#[cold]
pub(crate) fn outcome_of(slot: *const Slot) -> Outcome {
    if slot.is_null() || slot.addr() & 1 == 1 {
        return Outcome::Returned;
    }
    // SAFETY: an open slot stays where it is (slot rule 4), and this thread has opened it or was given it.
    let start = unsafe { (*slot).start() };
    if unwinding::has_begun_before(start) { Outcome::Returned } else { Outcome::Panicked }
}
