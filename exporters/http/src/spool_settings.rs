//! Where a spool is, and how large it may become.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use crate::error::{ConfigError, quoted};

const LIMIT: u64 = 64 << 20;
/// Less than what deadlines of shutdowns commonly are: what is in memory by then is lost, what is on disk is not.
const PATIENCE: Duration = Duration::from_millis(100);
/// Room for some requests.
const LEAST_LIMIT: u64 = 64 << 10;

/// Where a [`Spool`](crate::Spool) is, and how large it may become.
///
/// ```
/// use traced_http::SpoolSettings;
///
/// let settings = SpoolSettings::new("/var/spool/shop")?.limit(1 << 30)?;
/// assert!(SpoolSettings::new("").is_err());
/// # Ok::<(), traced_http::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpoolSettings {
    /// What said so.
    setting: String,
    directory: PathBuf,
    limit: u64,
    patience: Duration,
}

impl SpoolSettings {
    /// A spool in this directory, which is made where there is none, of 64 MiB at the most.
    ///
    /// # Errors
    /// The path is empty, or relative to a current directory that is not there.
    pub fn new(directory: impl AsRef<Path>) -> Result<Self, ConfigError> {
        Self::of("spool", directory.as_ref(), LIMIT)
    }

    pub(crate) fn of(setting: &str, directory: &Path, limit: u64) -> Result<Self, ConfigError> {
        // A program may change its current directory later.
        match std::path::absolute(directory) {
            Ok(directory) => Ok(SpoolSettings { setting: setting.to_owned(), directory, limit, patience: PATIENCE }),
            Err(error) => Err(refused(setting, directory, &error)),
        }
    }

    /// The size in bytes that its files do not exceed, each counted in whole blocks of 4 KiB: 64 MiB unless set, at least 64 KiB. Where
    /// there is no more room the oldest go.
    ///
    /// # Errors
    /// It is less than 64 KiB.
    pub fn limit(self, bytes: u64) -> Result<Self, ConfigError> {
        let limit = checked_limit("spool_limit", bytes)?;
        Ok(SpoolSettings { limit, ..self })
    }

    /// How long a request waits for its answer until it is stored: 100 milliseconds unless set. Only the first that is not answered waits.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        SpoolSettings { patience, ..self }
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    pub(crate) fn limit_bytes(&self) -> u64 {
        self.limit
    }

    pub(crate) fn patience_time(&self) -> Duration {
        self.patience
    }

    /// The directory cannot be used.
    pub(crate) fn refused(&self, path: &Path, why: &dyn std::fmt::Display) -> ConfigError {
        refused(&self.setting, path, why)
    }
}

fn refused(setting: &str, path: &Path, why: &dyn std::fmt::Display) -> ConfigError {
    let found = format!("{} ({why})", quoted(&path.to_string_lossy()));
    ConfigError::new(setting, found, "a directory that this process can make files in and lock them")
}

fn checked_limit(setting: &str, bytes: u64) -> Result<u64, ConfigError> {
    if bytes < LEAST_LIMIT {
        return Err(ConfigError::new(setting, bytes.to_string(), ACCEPTED_LIMIT));
    }
    Ok(bytes)
}

const ACCEPTED_LIMIT: &str = "a number of bytes from 65536 (64 KiB)";

/// What an exporter was told of a spool, in whatever order.
#[derive(Clone, Debug)]
pub(crate) struct SpoolOptions {
    directory: Option<(String, PathBuf)>,
    limit: u64,
}

impl Default for SpoolOptions {
    fn default() -> Self {
        SpoolOptions { directory: None, limit: LIMIT }
    }
}

impl SpoolOptions {
    pub(crate) fn set_directory(&mut self, setting: &str, directory: &Path) {
        self.directory = Some((setting.to_owned(), directory.to_owned()));
    }

    pub(crate) fn set_limit(&mut self, setting: &str, bytes: u64) -> Result<(), ConfigError> {
        self.limit = checked_limit(setting, bytes)?;
        Ok(())
    }

    pub(crate) fn parse_limit(&mut self, setting: &str, text: &str) -> Result<(), ConfigError> {
        let bytes = text.parse().map_err(|_| ConfigError::new(setting, quoted(text), ACCEPTED_LIMIT))?;
        self.set_limit(setting, bytes)
    }

    /// Where there is to be a spool, if anywhere, and what said so.
    pub(crate) fn directory(&self) -> Option<(&str, &Path)> {
        self.directory.as_ref().map(|(setting, directory)| (&**setting, &**directory))
    }

    pub(crate) fn settings(&self) -> Option<Result<SpoolSettings, ConfigError>> {
        self.directory.as_ref().map(|(setting, directory)| SpoolSettings::of(setting, directory, self.limit))
    }
}
