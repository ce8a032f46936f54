//! The program's own panic hook is called for its own panics, before and after ours is there, and for no others.

use std::{
    fmt,
    panic::catch_unwind,
    sync::atomic::{AtomicU32, Ordering},
};

use traced::{Outcome, testing::capture, traced};

static CALLS: AtomicU32 = AtomicU32::new(0);

struct BadDebug;

impl fmt::Debug for BadDebug {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("expected: a Debug that panics");
    }
}

#[traced]
fn shows(value: &BadDebug, n: u8) -> u8 {
    let BadDebug = value;
    n
}

#[traced]
fn panics() {
    panic!("expected: a function that panics");
}

#[test]
fn is_called_for_the_programs_panics_only() {
    std::panic::set_hook(Box::new(|_| {
        CALLS.fetch_add(1, Ordering::SeqCst);
    }));
    let run = capture(|| shows(&BadDebug, 3));
    assert_eq!(*run.value(), 3);
    assert_eq!(run.span("shows").tag("value"), None, "nothing is kept of a value that cannot be shown");
    assert_eq!(run.span("shows").tag("n").unwrap().to_string(), "3");
    assert_eq!(run.span("shows").outcome, Outcome::Returned);
    assert_eq!(CALLS.load(Ordering::SeqCst), 0, "the panic in `Debug` would not have been without us");

    let run = capture(|| catch_unwind(panics).is_err());
    assert!(run.value());
    assert_eq!(CALLS.load(Ordering::SeqCst), 1);
    assert_eq!(run.span("panics").outcome, Outcome::Panicked);
    assert_eq!(run.span("panics").logs.len(), 1);

    // A hook that replaces ours costs the log, and nothing else.
    std::panic::set_hook(Box::new(|_| {
        CALLS.fetch_add(10, Ordering::SeqCst);
    }));
    let run = capture(|| catch_unwind(panics).is_err());
    assert!(run.value());
    assert_eq!(CALLS.load(Ordering::SeqCst), 11);
    assert_eq!(run.span("panics").outcome, Outcome::Panicked);
    let _ = std::panic::take_hook();
}
