//! Whether request bodies are compressed.

use std::io::Write as _;

use flate2::{Compression as Level, write::GzEncoder};

use crate::error::{ConfigError, quoted};

/// How request bodies are compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// Not at all: the least work, and right for a receiver on the same machine.
    #[default]
    None,
    /// With gzip, at its fastest level.
    Gzip,
}

impl Compression {
    /// The compression of this name; `setting` is what it was given to.
    ///
    /// # Errors
    /// It is none of `gzip` and `none`.
    pub fn parse(setting: &str, text: &str) -> Result<Self, ConfigError> {
        match text {
            "none" => Ok(Compression::None),
            "gzip" => Ok(Compression::Gzip),
            other => Err(ConfigError::new(setting, quoted(other), "`gzip` or `none`")),
        }
    }
}

/// Appends bytes to others, compressed.
pub fn gzip(bytes: &[u8], out: &mut Vec<u8>) {
    let mut gzip = GzEncoder::new(out, Level::fast());
    let written = gzip.write_all(bytes).and_then(|()| gzip.try_finish());
    debug_assert!(written.is_ok(), "a Vec takes everything");
}
