//! What is said about a setting that cannot be used.

use std::{borrow::Cow, fmt};

/// A setting that cannot be used: which, what was found, and what is accepted.
///
/// Values of headers, and user names and passwords in addresses, are secrets: they never appear in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    setting: String,
    found: String,
    accepted: Cow<'static, str>,
}

impl ConfigError {
    /// `found` is a phrase, such as a [quoted](crate::quoted) value.
    pub fn new(setting: &str, found: impl Into<String>, accepted: impl Into<Cow<'static, str>>) -> Self {
        ConfigError { setting: setting.to_owned(), found: found.into(), accepted: accepted.into() }
    }

    /// The environment variable or the builder's method that was given it.
    pub fn setting(&self) -> &str {
        &self.setting
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: found {}, accepted is {}", self.setting, self.found, self.accepted)
    }
}

impl std::error::Error for ConfigError {}

/// A value as an error shows it: quoted, and not longer than a line.
#[must_use]
pub fn quoted(value: &str) -> String {
    const SHOWN: usize = 100;
    let shown: String = value.chars().take(SHOWN).collect();
    let cut = if shown.len() < value.len() { ".." } else { "" };
    format!("{shown:?}{cut}")
}
