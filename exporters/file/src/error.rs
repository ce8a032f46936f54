//! Why there is no file to write to.

use std::{fmt, io, path::PathBuf};

/// Why there is no file to write to.
#[derive(Debug)]
#[non_exhaustive]
pub enum FileError {
    /// The file cannot be opened or created.
    Open {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A setting cannot be used.
    Setting {
        /// The setting.
        name: &'static str,
        /// What it was.
        found: String,
        /// What would be accepted.
        accepted: &'static str,
    },
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { path, source } => write!(f, "opening {} for traces: {source}", path.display()),
            Self::Setting { name, found, accepted } => write!(f, "{name}: found {found}, accepted is {accepted}"),
        }
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Open { source, .. } => Some(source),
            Self::Setting { .. } => None,
        }
    }
}
