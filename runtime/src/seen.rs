//! What a finished call has to say: its failure, its return value, the line that returned the error.

use std::{cell::Cell, error::Error, fmt};

use crate::{
    callsite::{Callsite, Errors},
    outcome::Outcome,
    value::Captured,
    write::Pen,
};

/// An `Err`, as far as its type lets itself be looked at.
pub struct Failure<'a> {
    /// The error's type.
    pub type_name: &'static str,
    /// Its message.
    pub display: Option<&'a dyn fmt::Display>,
    /// Its `Debug`.
    pub debug: Option<&'a dyn fmt::Debug>,
    /// The error as such, for its sources.
    pub error: Option<&'a (dyn Error + 'a)>,
}

impl fmt::Debug for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.type_name)
    }
}

/// Given to the macro's probe when a recorded call has returned.
pub struct Seen {
    pen: Pen,
    errors: Errors,
    outcome: Cell<Outcome>,
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seen")
    }
}

impl Seen {
    pub(crate) fn new(pen: Pen, site: &'static Callsite) -> Self {
        Self { pen, errors: site.state().errors(), outcome: Cell::new(Outcome::Returned) }
    }

    pub(crate) fn into_outcome(self) -> Outcome {
        self.outcome.get()
    }

    /// Records the failure, if there is one.
    pub fn outcome(&self, failure: Option<Failure<'_>>) {
        if let Some(failure) = failure {
            self.fail(&failure);
        }
    }

    #[cold]
    fn fail(&self, failure: &Failure<'_>) {
        self.outcome.set(Outcome::Errored);
        let display = failure.display.map(Captured::Display);
        let debug = failure.debug.map(Captured::Debug);
        let message = match self.errors {
            Errors::Off => return,
            Errors::Debug => debug.or(display),
            Errors::Chain | Errors::Display => display.or(debug),
        };
        let source = failure.error.filter(|_| self.errors == Errors::Chain).and_then(source);
        self.pen.error(failure.type_name, message.unwrap_or(Captured::Skipped), source);
    }

    /// Marks the call as failed although it did not return an `Err`.
    pub fn error_if(&self, failed: bool) {
        if failed {
            self.outcome.set(Outcome::Errored);
        }
    }

    /// Records the returned value.
    pub fn ret(&self, value: Captured<'_>) {
        self.pen.tag(crate::write::Key::Static("return"), value);
    }

    /// Records the line of the `?` that returned the error; 0 is none.
    pub fn at(&self, line: u32) {
        if line != 0 && self.outcome.get() == Outcome::Errored {
            self.pen.tag(crate::write::Key::Static("error.line"), Captured::U64(line.into()));
        }
    }
}

/// The error below; `source` is users' code and may panic.
pub(crate) fn source<'e>(error: &'e (dyn Error + 'e)) -> Option<&'e (dyn Error + 'static)> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| error.source())).ok().flatten()
}

/// A probe that sees nothing.
pub fn ignore<R>(_: &R, _: &Seen) {}
