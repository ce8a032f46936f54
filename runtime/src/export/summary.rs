//! `Summary`: which operations took the time, and what failed.

use std::{
    cmp::Reverse,
    collections::HashMap,
    fmt::{self, Display},
    io::{self, Write as _},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anstyle::Style;

use super::{
    Batch, ExportError, Exporter, LogView,
    console::{BAD, DIM, Escaped, NAME, SLOW, short},
};

/// Adds up the spans it is given: calls and times of each operation, and the errors. Clones share the sums.
///
/// ```
/// use std::time::Duration;
/// use traced_runtime::{Span, export::Summary};
///
/// let summary = Summary::new();
/// let tracing = traced_runtime::builder().exporter(summary.clone()).install()?;
/// Span::builder("load").start().finish();
/// tracing.shutdown(Duration::from_secs(5))?;
/// assert_eq!(summary.operations()[0].name, "load");
/// summary.print();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Summary {
    sums: Arc<Mutex<Sums>>,
}

/// What the spans of one operation add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The operation's name.
    pub name: String,
    /// How many spans.
    pub calls: u64,
    /// How many of them returned an error or panicked.
    pub failed: u64,
    /// Their durations together. Spans overlap: an operation's time contains that of what it calls, and tasks run side by side.
    pub total: Duration,
    /// The longest of them.
    pub longest: Duration,
}

/// An error, and how often it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The operation that failed.
    pub operation: String,
    /// The error's type.
    pub kind: String,
    /// What it said.
    pub message: String,
    /// How many spans failed in this way.
    pub count: u64,
}

#[derive(Debug, Default)]
struct Sums {
    operations: HashMap<String, Operation>,
    failures: HashMap<[String; 3], u64>,
}

/// Operations, and failures, that are told apart; names made at run time could be without end. The rest are added up under this name.
const MOST: usize = 1000;
const REST: &str = "(others)";

/// Rows that are printed of each table.
const SHOWN: usize = 10;

impl Summary {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Sums> {
        self.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The operations so far, those that took most time first.
    pub fn operations(&self) -> Vec<Operation> {
        let mut operations: Vec<_> = self.lock().operations.values().cloned().collect();
        operations.sort_by(|a, b| (b.total, &a.name).cmp(&(a.total, &b.name)));
        operations
    }

    /// The errors so far, the most frequent first.
    pub fn failures(&self) -> Vec<Failure> {
        let sums = self.lock();
        let mut failures: Vec<_> = sums.failures.iter().collect();
        failures.sort_by_key(|(what, count)| (Reverse(**count), *what));
        let failure = |([operation, kind, message], count): (&[String; 3], &u64)| Failure {
            operation: operation.clone(),
            kind: kind.clone(),
            message: message.clone(),
            count: *count,
        };
        failures.into_iter().map(failure).collect()
    }

    /// Prints the two tables to standard output, in colour where somebody looks.
    pub fn print(&self) {
        let colour = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        let text = if colour { format!("{self:#}") } else { self.to_string() };
        // Whoever closed it does not want to know.
        let _ = io::stdout().write_all(text.as_bytes());
    }
}

impl Exporter for Summary {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let mut sums = self.lock();
        for span in batch.spans() {
            sums.add(span.name(), span.duration(), span.is_error());
            for log in span.logs().filter(|log| log.event() == Some("error")) {
                sums.fail(span.name(), &log);
            }
        }
        Ok(())
    }
}

impl Sums {
    fn add(&mut self, name: &str, took: Duration, failed: bool) {
        let is_known = self.operations.contains_key(name);
        let name = if is_known || self.operations.len() < MOST { name } else { REST };
        if !is_known && !self.operations.contains_key(name) {
            let none = Operation {
                name: name.to_owned(),
                calls: 0,
                failed: 0,
                total: Duration::ZERO,
                longest: Duration::ZERO,
            };
            self.operations.insert(name.to_owned(), none);
        }
        if let Some(operation) = self.operations.get_mut(name) {
            operation.calls += 1;
            operation.failed += u64::from(failed);
            operation.total += took;
            operation.longest = operation.longest.max(took);
        }
    }

    fn fail(&mut self, name: &str, log: &LogView<'_>) {
        let field = |key| {
            log.fields().find(|(k, _)| *k == key).map(|(_, value)| value.to_value().to_string()).unwrap_or_default()
        };
        let what = [name.to_owned(), field("error.kind"), field("message")];
        let is_known = self.failures.len() < MOST || self.failures.contains_key(&what);
        *self
            .failures
            .entry(if is_known { what } else { [REST.to_owned(), String::new(), String::new()] })
            .or_default() += 1;
    }
}

/// Two tables, plain; in colour with `{:#}`.
impl Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colour = f.alternate();
        let paint = |style: Style, text: String| if colour { format!("{style}{text}{style:#}") } else { text };
        let operations = self.operations();
        let heading =
            format!("{:>7} {:>9} {:>9} {:>9} {:>7}  operation", "calls", "total", "mean", "longest", "failed");
        writeln!(f, "{}", paint(DIM, heading))?;
        for row in operations.iter().take(SHOWN) {
            let mean = row.total / u32::try_from(row.calls).unwrap_or(u32::MAX).max(1);
            write!(f, "{:>7} {} {:>9} ", row.calls, paint(SLOW, format!("{:>9}", short(row.total))), short(mean))?;
            let failed = format!("{:>7}", row.failed);
            let failed = if row.failed > 0 { paint(BAD, failed) } else { failed };
            writeln!(f, "{:>9} {failed}  {}", short(row.longest), paint(NAME, Escaped(&row.name).to_string()))?;
        }
        more(f, operations.len())?;
        let failures = self.failures();
        if failures.is_empty() {
            return Ok(());
        }
        writeln!(f, "{}", paint(DIM, format!("{:>7}  error", "times")))?;
        for row in failures.iter().take(SHOWN) {
            let operation = paint(NAME, Escaped(&row.operation).to_string());
            let message = paint(BAD, Escaped(&row.message).to_string());
            writeln!(f, "{:>7}  {operation}: {message} ({})", row.count, Escaped(&row.kind))?;
        }
        more(f, failures.len())
    }
}

fn more(f: &mut fmt::Formatter<'_>, rows: usize) -> fmt::Result {
    if rows > SHOWN { writeln!(f, "{:>7}  … {} more", "", rows - SHOWN) } else { Ok(()) }
}
