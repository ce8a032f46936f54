//! What there is to say about a configuration while the program runs: by default a line on standard error.

use std::{fmt, sync::Arc};

/// Where it is said.
#[derive(Clone)]
pub(crate) struct Report(Arc<dyn Fn(&str) + Send + Sync>);

impl Report {
    pub(crate) fn new(say: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(say))
    }

    pub(crate) fn say(&self, what: &dyn fmt::Display) {
        what.to_string().lines().for_each(|line| (self.0)(line));
    }
}

impl Default for Report {
    fn default() -> Self {
        Self::new(|line| {
            // A program whose standard error is closed goes on.
            use std::io::Write as _;
            let _ = writeln!(std::io::stderr(), "traced: {line}");
        })
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Report")
    }
}
