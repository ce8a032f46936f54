//! Why nothing was set up.

use std::fmt;

use traced_config::{Mistakes, Place};
use traced_runtime::InstallError;

/// Why nothing was set up. The program goes on without traces.
///
/// `Debug` is `Display`, because that is how an error of `main` is shown.
#[non_exhaustive]
pub enum SetupError {
    /// What is wrong with the configuration, all of it.
    Config(Mistakes),
    /// An exporter cannot be made of its settings.
    Exporter {
        /// Where it stands.
        place: Place,
        /// What is wrong with it.
        message: String,
    },
    /// The runtime refused.
    Install(InstallError),
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(mistakes) => write!(f, "{mistakes}"),
            Self::Exporter { place, message } => write!(f, "{place}: {message}"),
            Self::Install(error) => write!(f, "{error}"),
        }
    }
}

impl fmt::Debug for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for SetupError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Config(mistakes) => Some(mistakes),
            Self::Exporter { .. } => None,
            Self::Install(error) => Some(error),
        }
    }
}

impl From<Mistakes> for SetupError {
    fn from(mistakes: Mistakes) -> Self {
        Self::Config(mistakes)
    }
}

impl From<InstallError> for SetupError {
    fn from(error: InstallError) -> Self {
        Self::Install(error)
    }
}
