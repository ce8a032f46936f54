//! What commands say: results on standard output, all else on standard error, in colour where somebody looks.

use std::{
    fmt::Display,
    io::{self, IsTerminal as _, Write as _},
};

use anstyle::{AnsiColor, Style};

use crate::failure::Failure;

/// What is less important.
pub(crate) const DIM: Style = Style::new().dimmed();
/// What it is about.
pub(crate) const NAME: Style = Style::new().bold();
/// What is as it should be.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// What is not.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What is being done, as cargo shows it.
const STATUS: Style = AnsiColor::BrightGreen.on_default().bold();
/// What deserves a look.
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();

/// Text in a style; standard output and error take it away where it is not wanted.
pub(crate) fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// What is being done, among what cargo says of itself.
pub(crate) fn status(word: &str, text: &str, is_coloured: bool) -> String {
    let word = format!("{word:>12}");
    format!("{} {text}", if is_coloured { paint(STATUS, word) } else { word })
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` or `TERM=dumb` say otherwise
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Where results and remarks go.
#[derive(Clone, Debug)]
pub struct Output {
    color: anstream::ColorChoice,
    quiet: bool,
}

impl Output {
    /// As the command line says.
    pub fn new(color: Color, quiet: bool) -> Self {
        let color = match color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        Self { color, quiet }
    }

    /// A result, on standard output. Who has closed it wants no more.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn print(&self, text: &str) -> Result<(), Failure> {
        let mut out = anstream::AutoStream::new(io::stdout(), self.color);
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::mistake(format!("standard output: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// A remark of one or more lines, on standard error, unless nobody wants it.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.say(text);
        }
    }

    /// What has to be said, on standard error.
    pub fn say(&self, text: &str) {
        // There is nobody left to tell if it fails.
        let _ = writeln!(anstream::AutoStream::new(io::stderr(), self.color), "{}", text.trim_end());
    }

    /// Says what is being done, for as long as it is, where standard error is a terminal.
    pub fn progress(&self, text: &str) -> Progress {
        let shown = !self.quiet && io::stderr().is_terminal();
        let progress = Progress { shown };
        progress.now(text);
        progress
    }

    /// Whether remarks are in colour.
    pub fn is_coloured(&self) -> bool {
        let choice = match self.color {
            anstream::ColorChoice::Auto => anstream::AutoStream::choice(&io::stderr()),
            choice => choice,
        };
        choice != anstream::ColorChoice::Never
    }

    /// Whether remarks are wanted.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }
}

/// A line that goes away when it is dropped.
#[derive(Debug)]
pub struct Progress {
    shown: bool,
}

impl Progress {
    /// What is being done now.
    pub fn now(&self, text: &str) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[2K{text}");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.now("");
    }
}
