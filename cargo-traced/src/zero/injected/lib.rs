//! What `cargo traced` links into a program that nobody annotated: the crate `traced`, and what `main` starts and ends.

use std::{
    io::Write as _,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

pub use traced::*;
use traced::export::{Batch, Console, ExportError, Exporter, Summary};

/// Spans of one place within [`SECOND`]; a place that brings more rests until the second is over.
const MOST: u64 = 1000;
const SECOND: Duration = Duration::from_secs(1);
/// Spans that are shown as a tree; beyond it, a table is.
const MOST_SHOWN: u64 = 2000;
/// Spans of one name below one parent that are shown.
const MOST_ALIKE: usize = 5;
/// Memory for spans on their way.
const BUFFER: usize = 16 << 20;

/// What `main` holds. Dropping it says what happened.
#[must_use = "dropping it ends tracing"]
pub struct Running {
    _tracing: Option<Tracing>,
}

/// Starts tracing; the first thing that `main` does.
pub fn start(service: &'static str) -> Running {
    // The one place to ask for what `traced.toml` says, once there is a crate that does.
    let rules = |_: &'static Callsite| Decision {
        most: Some((MOST, SECOND)),
        by: "cargo traced".into(),
        ..Decision::default()
    };
    let tracing = builder().service(service).rules(rules).buffer_bytes(BUFFER).exporter(AtEnd::new()).install();
    // A program that has its own way of tracing keeps it.
    Running { _tracing: tracing.ok() }
}

/// Holds trees back until the program ends, and gives them up for a table where there are too many.
struct AtEnd {
    seen: u64,
    colour: bool,
    console: Console,
    text: Text,
    summary: Summary,
    said: u64,
}

#[derive(Clone, Default)]
struct Text(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Text {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl AtEnd {
    fn new() -> Self {
        let text = Text::default();
        let colour = std::io::IsTerminal::is_terminal(&std::io::stderr())
            && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let console = Console::writer(text.clone()).colour(colour).most_alike(MOST_ALIKE);
        Self { seen: 0, colour, console, text, summary: Summary::new(), said: 0 }
    }
}

impl Exporter for AtEnd {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        self.seen += batch.len() as u64;
        if self.seen <= MOST_SHOWN {
            self.console.export(batch)?;
        }
        self.summary.export(batch)
    }

    /// It is asked for when all has been delivered: the program ends.
    fn flush(&mut self, deadline: Instant) -> Result<(), ExportError> {
        if self.seen == self.said {
            return Ok(());
        }
        self.said = self.seen;
        self.console.flush(deadline)?;
        let tree = std::mem::take(&mut *self.text.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut out = Vec::new();
        if self.seen <= MOST_SHOWN {
            out = tree;
        } else {
            let colour = self.colour;
            let text = if colour { format!("{:#}", self.summary) } else { self.summary.to_string() };
            out.extend_from_slice(text.as_bytes());
        }
        let stats = stats();
        if stats.rests > 0 {
            let line = format!("{} spans; {} times a place brought more than {MOST} a second and rested\n", self.seen, stats.rests);
            out.extend_from_slice(line.as_bytes());
        }
        // Whoever closed it does not want to know.
        let _ = std::io::stderr().write_all(&out);
        Ok(())
    }
}
