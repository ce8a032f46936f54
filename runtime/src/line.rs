//! Which `?` returned the error: the line of the last one that was reached.

use std::cell::Cell;

/// The line of the `?` that was reached last in one call.
#[derive(Debug, Default)]
pub struct Line(Cell<u32>);

impl Line {
    /// None yet.
    pub const fn new() -> Self {
        Self(Cell::new(0))
    }

    /// The line; 0 for none.
    pub fn get(&self) -> u32 {
        self.0.get()
    }
}

/// Notes the line, and passes the value on to its `?`.
#[inline(always)]
pub fn at<T>(line: &Line, number: u32, value: T) -> T {
    line.0.set(number);
    value
}
