//! An address as it was given. What it means depends on the protocol, which may be chosen after it.

use std::fmt;

use traced_http::{ConfigError, Settings, without_credentials};

/// How its path is meant, where the protocol has any.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Path {
    /// Of a receiver for all signals: that of the signal is appended.
    Base,
    /// Of this signal: taken as it is.
    Exact,
    /// As it is where there is one, else the signal's.
    Either,
}

#[derive(Clone)]
pub(crate) struct Address {
    pub(super) setting: String,
    pub(super) text: String,
    path: Path,
}

impl Address {
    pub(super) fn new(setting: &str, text: &str, path: Path) -> Self {
        Address { setting: setting.to_owned(), text: text.to_owned(), path }
    }

    /// Makes it the endpoint of requests over HTTP.
    pub(super) fn apply(&self, http: &mut Settings) -> Result<(), ConfigError> {
        match self.path {
            Path::Base => http.set_base(&self.setting, &self.text),
            Path::Exact => http.set_exact(&self.setting, &self.text),
            Path::Either => http.set_endpoint_of(&self.setting, &self.text),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Address").field(&without_credentials(&self.text)).finish()
    }
}
