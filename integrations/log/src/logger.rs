//! The logger, in front of another one.

use std::{error::Error, fmt};

use log::{LevelFilter, Log, Metadata, Record};

use crate::record;

/// A logger that makes records logs of the current span, and passes all of them on to the logger it wraps.
///
/// ```
/// use log::LevelFilter;
/// use traced_log::Logger;
///
/// Logger::new().level(LevelFilter::Info).install()?;
///
/// let run = traced_runtime::testing::capture(|| {
///     let _work = traced_runtime::span!("work");
///     log::info!("half done");
///     log::debug!("too quiet");
/// });
/// let log = run.span("work").log("half done").unwrap();
/// assert_eq!(log.field("level").unwrap().to_string(), "INFO");
/// assert_eq!(run.span("work").logs.len(), 1);
/// # Ok::<(), traced_log::InstallError>(())
/// ```
pub struct Logger {
    inner: Option<Box<dyn Log>>,
    inner_level: LevelFilter,
    level: LevelFilter,
    errors_fail: bool,
}

impl fmt::Debug for Logger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logger")
            .field("wraps", &self.inner.is_some())
            .field("inner_level", &self.inner_level)
            .field("level", &self.level)
            .field("errors_fail", &self.errors_fail)
            .finish()
    }
}

impl Default for Logger {
    fn default() -> Self {
        Self::new()
    }
}

impl Logger {
    /// A logger that wraps none: records outside of spans go nowhere.
    pub fn new() -> Self {
        Self { inner: None, inner_level: LevelFilter::Off, level: LevelFilter::Info, errors_fail: false }
    }

    /// A logger in front of another, which goes on to see what it saw: records up to its level, inside of spans and outside.
    ///
    /// The crate `log` wants to be told the level, because no logger can be asked for it; `env_logger`, for one, has it as `filter()`.
    ///
    /// ```
    /// use log::{LevelFilter, Log, Metadata, Record};
    ///
    /// struct Printer;
    ///
    /// impl Log for Printer {
    ///     fn enabled(&self, _: &Metadata<'_>) -> bool {
    ///         true
    ///     }
    ///
    ///     fn log(&self, record: &Record<'_>) {
    ///         println!("{}", record.args());
    ///     }
    ///
    ///     fn flush(&self) {}
    /// }
    ///
    /// traced_log::Logger::around(Printer, LevelFilter::Warn).level(LevelFilter::Debug).install()?;
    /// # Ok::<(), traced_log::InstallError>(())
    /// ```
    pub fn around(inner: impl Log + 'static, level: LevelFilter) -> Self {
        Self { inner: Some(Box::new(inner)), inner_level: level, ..Self::new() }
    }

    /// The level up to which records become logs of spans: `Info` by default.
    #[must_use]
    pub fn level(mut self, level: LevelFilter) -> Self {
        self.level = level;
        self
    }

    /// Whether a record at level `Error` marks its span as failed; by default it does not.
    ///
    /// ```
    /// traced_log::Logger::new().errors_fail_spans(true).install()?;
    /// let run = traced_runtime::testing::capture(|| {
    ///     let _work = traced_runtime::span!("work");
    ///     log::error!("it went wrong");
    /// });
    /// assert!(run.span("work").outcome.is_error());
    /// # Ok::<(), traced_log::InstallError>(())
    /// ```
    #[must_use]
    pub fn errors_fail_spans(mut self, fail: bool) -> Self {
        self.errors_fail = fail;
        self
    }

    /// Installs it for the process, and lets through what it or the logger that it wraps wants to see (`log::set_max_level`).
    ///
    /// # Errors
    /// [`InstallError`] where the process has a logger already: it stays, and nothing is changed.
    pub fn install(self) -> Result<(), InstallError> {
        let most = self.level.max(self.inner_level);
        log::set_boxed_logger(Box::new(self)).map_err(|_| InstallError(()))?;
        log::set_max_level(most);
        Ok(())
    }
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= self.level || self.inner().is_some_and(|inner| inner.enabled(metadata))
    }

    fn log(&self, record: &Record<'_>) {
        if record.level() <= self.level {
            record::write(record, self.errors_fail);
        }
        if record.level() <= self.inner_level
            && let Some(inner) = self.inner()
        {
            inner.log(record);
        }
    }

    fn flush(&self) {
        if let Some(inner) = self.inner() {
            inner.flush();
        }
    }
}

impl Logger {
    fn inner(&self) -> Option<&dyn Log> {
        self.inner.as_deref()
    }
}

/// The process has a logger already; `log` allows one. Wrap that with [`Logger::around`] instead of installing it.
pub struct InstallError(());

impl fmt::Debug for InstallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InstallError")
    }
}

impl fmt::Display for InstallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the process has a logger already, and `log` accepts one: wrap it with `Logger::around` instead of installing it")
    }
}

impl Error for InstallError {}
