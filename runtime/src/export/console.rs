//! `Console`: prints traces as trees, in colour where somebody looks.

use std::{
    collections::HashMap,
    fmt::{self, Write as _},
    io::{self, Write},
    time::{Duration, Instant},
};

use anstyle::{AnsiColor, Style};

use super::{
    Batch, ExportError, Exporter,
    tree::{Line, Tree},
};
use crate::{data::SpanData, id::TraceId, outcome::Outcome, value::Value};

/// Prints each trace as a tree with durations, tags and errors.
///
/// Colours are used on a terminal, unless `NO_COLOR` or `TERM=dumb` say otherwise; text that would control the terminal is escaped.
/// A trace is printed when its root has arrived, or at the next flush.
pub struct Console {
    out: Box<dyn Write + Send>,
    colour: bool,
    most: usize,
    hidden: Vec<String>,
    waiting: HashMap<TraceId, Vec<SpanData>>,
    order: Vec<TraceId>,
    held: usize,
}

/// Spans that wait for their root; beyond it they are printed without.
const MOST_WAITING: usize = 50_000;

pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const NAME: Style = Style::new().bold();
const KEY: Style = AnsiColor::Cyan.on_default();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const SLOW: Style = AnsiColor::Yellow.on_default();

impl Console {
    /// Prints to standard error.
    pub fn stderr() -> Self {
        let colour = anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never;
        Self::with(io::stderr(), colour)
    }

    /// Prints to standard output.
    pub fn stdout() -> Self {
        let colour = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        Self::with(io::stdout(), colour)
    }

    /// Prints to any writer, plain.
    pub fn writer(out: impl Write + Send + 'static) -> Self {
        Self::with(out, false)
    }

    fn with(out: impl Write + Send + 'static, colour: bool) -> Self {
        Self {
            out: Box::new(out),
            colour,
            most: usize::MAX,
            hidden: Vec::new(),
            waiting: HashMap::new(),
            order: Vec::new(),
            held: 0,
        }
    }

    /// Says whether to use colours, whatever the writer is.
    #[must_use]
    pub fn colour(mut self, colour: bool) -> Self {
        self.colour = colour;
        self
    }

    /// Shows at most this many spans of one name below one parent, those below which something failed first and then the slowest, and how
    /// many more there are.
    #[must_use]
    pub fn most_alike(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// Leaves out the tags whose names begin with one of these: `["network.", "url."]`.
    #[must_use]
    pub fn without_tags<T: Into<String>>(mut self, beginnings: impl IntoIterator<Item = T>) -> Self {
        self.hidden.extend(beginnings.into_iter().map(Into::into));
        self
    }

    fn print(&mut self, ready: impl Fn(&[SpanData]) -> bool) -> Result<(), ExportError> {
        let mut text = String::new();
        let (waiting, held) = (&mut self.waiting, &mut self.held);
        let painter = Painter { colour: self.colour, most: self.most, hidden: &self.hidden };
        self.order.retain(|trace| {
            let print = waiting.get(trace).is_none_or(|spans| ready(spans));
            if print {
                let spans = waiting.remove(trace).unwrap_or_default();
                *held -= spans.len();
                // Writing to a string does not fail.
                let _ = painter.trace(&mut text, &spans);
            }
            !print
        });
        self.out
            .write_all(text.as_bytes())
            .and_then(|()| self.out.flush())
            .map_err(|error| ExportError::reject(format!("printing traces: {error}")))
    }
}

/// The colourful one on standard error.
impl Default for Console {
    fn default() -> Self {
        Self::stderr()
    }
}

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Console").field("colour", &self.colour).finish_non_exhaustive()
    }
}

impl Exporter for Console {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        for span in batch.spans() {
            let trace = span.trace_id();
            self.held += 1;
            self.waiting
                .entry(trace)
                .or_insert_with(|| {
                    self.order.push(trace);
                    Vec::new()
                })
                .push(span.to_data());
        }
        let full = self.held > MOST_WAITING;
        self.print(|spans| full || spans.iter().any(|span| span.parent_id.is_none()))
    }

    fn flush(&mut self, _: Instant) -> Result<(), ExportError> {
        self.print(|_| true)
    }
}

struct Painter<'a> {
    colour: bool,
    most: usize,
    hidden: &'a [String],
}

impl Painter<'_> {
    fn paint(&self, style: Style, text: impl fmt::Display) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_string() }
    }

    fn trace(&self, out: &mut String, spans: &[SpanData]) -> fmt::Result {
        let longest = spans.iter().map(duration).max().unwrap_or_default();
        let mut result = Ok(());
        Tree::new(spans).walk_some(self.most, |line, depth| {
            if result.is_ok() {
                result = match line {
                    Line::Span(span) => self.span(out, span, depth, longest),
                    Line::More { name, count, spans } => self.more(out, (name, count, spans), depth),
                };
            }
        });
        result
    }

    fn span(&self, out: &mut String, span: &SpanData, depth: usize, longest: Duration) -> fmt::Result {
        let took = duration(span);
        let style = if took * 2 >= longest && depth > 0 { SLOW } else { DIM };
        let shown = format!("{:>9}", short(took));
        write!(
            out,
            "{} {:indent$}{}",
            self.paint(style, shown),
            "",
            self.paint(NAME, Escaped(&span.name)),
            indent = depth * 2
        )?;
        let is_hidden = |key: &str| self.hidden.iter().any(|beginning| key.starts_with(&**beginning));
        for (key, value) in span.tags.iter().filter(|(key, _)| key != "error" && !is_hidden(key)) {
            write!(out, " {}", self.paint(KEY, Escaped(key)))?;
            write!(out, "={}", Shown(value))?;
        }
        if span.outcome != Outcome::Returned {
            write!(out, " {}", self.paint(BAD, format_args!("!{}", span.outcome.as_str())))?;
        }
        out.push('\n');
        for log in &span.logs {
            let after = log.time.duration_since(span.start).unwrap_or_default();
            write!(out, "{:>10}{:indent$}", "", "", indent = depth * 2 + 2)?;
            let mark = if log.event() == Some("error") { BAD } else { DIM };
            write!(out, "{}", self.paint(mark, format_args!("+{}", short(after))))?;
            for (key, value) in &log.fields {
                write!(out, " {}={}", self.paint(DIM, Escaped(key)), Shown(value))?;
            }
            out.push('\n');
        }
        Ok(())
    }

    fn more(&self, out: &mut String, (name, count, spans): (&str, usize, usize), depth: usize) -> fmt::Result {
        let text = format!("… {count} more {}, {spans} spans in all", Escaped(name));
        writeln!(out, "{:>10}{:indent$}{}", "", "", self.paint(DIM, text), indent = depth * 2)
    }
}

fn duration(span: &SpanData) -> Duration {
    span.end.duration_since(span.start).unwrap_or_default()
}

/// Three digits and a unit.
pub(crate) fn short(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    #[allow(clippy::cast_precision_loss, reason = "three digits are shown")]
    let (number, unit) = match nanos {
        0..1_000 => return format!("{nanos}ns"),
        1_000..1_000_000 => (nanos as f64 / 1e3, "µs"),
        1_000_000..1_000_000_000 => (nanos as f64 / 1e6, "ms"),
        _ => (nanos as f64 / 1e9, "s"),
    };
    let decimals = if number < 9.995 { 2 } else { usize::from(number < 99.95) };
    format!("{number:.decimals$}{unit}")
}

/// Text that cannot move the cursor or change colours.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if c.is_control() { write!(f, "{}", c.escape_default())? } else { f.write_char(c)? }
        }
        Ok(())
    }
}

/// A value, quoted where it would not be clear where it ends.
struct Shown<'a>(&'a Value);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Str(text)
                if text.is_empty() || text.contains([' ', '"', '=']) || text.chars().any(char::is_control) =>
            {
                write!(f, "{text:?}")
            }
            value @ Value::List(_) => Escaped(&value.to_string()).fmt(f),
            value => write!(f, "{value}"),
        }
    }
}

#[cfg(test)]
mod tests;
