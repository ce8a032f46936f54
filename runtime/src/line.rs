//! Which `?` returned the error: the callsite and the line of the one that this thread reached last.
//!
//! Kept beside the thread, not in the function: a cell that the body and its probe share would cost futures their `Send`.

use std::{cell::Cell, ptr};

use crate::callsite::Callsite;

thread_local! {
    /// The address of a callsite, and a line in its function.
    static LAST: Cell<(usize, u32)> = const { Cell::new((0, 0)) };
}

/// Notes the line, and hands the value on to its `?`.
#[inline(always)]
pub fn at<T>(site: &'static Callsite, number: u32, value: T) -> T {
    note(ptr::from_ref(site).addr(), number);
    value
}

/// The `?` went on: hands its value on.
#[inline(always)]
pub fn passed<T>(_: &'static Callsite, value: T) -> T {
    note(0, 0);
    value
}

/// The line of the `?` that returned from this function; 0 for none.
pub fn located(site: &'static Callsite) -> u32 {
    let (last, number) = LAST.try_with(Cell::get).unwrap_or_default();
    if last == ptr::from_ref(site).addr() { number } else { 0 }
}

/// A thread that is ending notes nothing.
fn note(site: usize, number: u32) {
    let _ = LAST.try_with(|last| last.set((site, number)));
}

/// Calls the user's closure on what was returned; here it learns the type of its argument.
#[inline(always)]
pub fn project<'r, R: ?Sized, T>(result: &'r R, look: impl FnOnce(&'r R) -> T) -> T {
    look(result)
}
