//! Configuration step by step.

use std::path::{Path, PathBuf};

use crate::{
    error::FileError,
    exporter::{Exporter, MAX_LINE_BYTES},
    file::{Limits, LogFile},
    output::Output,
    path::expanded,
};

const MAX_BYTES: u64 = 64 << 20;
const MAX_FILES: u32 = 5;

/// Configures an [`Exporter`]. Of two calls that set the same thing the later one holds.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct Builder {
    path: PathBuf,
    limits: Limits,
    max_line_bytes: usize,
}

impl Exporter {
    /// A builder for an exporter to this file: 5 files of up to 64 MiB, lines of up to 1 MiB. `{pid}` in the path becomes the process's
    /// number; the preferred extension is `jsonl`.
    pub fn builder(path: impl AsRef<Path>) -> Builder {
        Builder {
            path: path.as_ref().to_owned(),
            limits: Limits { bytes: MAX_BYTES, files: MAX_FILES, mode: None },
            max_line_bytes: MAX_LINE_BYTES,
        }
    }
}

impl Builder {
    /// The size in bytes that a file does not grow beyond, single lines excepted.
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.limits.bytes = bytes;
        self
    }

    /// How many files there are at most, the current one among them; with one it begins anew when it is full.
    pub fn max_files(mut self, files: u32) -> Self {
        self.limits.files = files;
        self
    }

    /// The size in bytes from which a batch is written in several lines. A single span that is larger is written all the same.
    pub fn max_line_bytes(mut self, bytes: usize) -> Self {
        self.max_line_bytes = bytes;
        self
    }

    /// The permissions of files that it creates, such as `0o640`, less what the process's mask takes away. Only on Unix.
    pub fn mode(mut self, mode: u32) -> Self {
        self.limits.mode = Some(mode);
        self
    }

    /// The exporter; its file is open. Folders are not created.
    ///
    /// # Errors
    /// The file cannot be opened or created, or a setting is out of range.
    pub fn build(self) -> Result<Exporter, FileError> {
        let setting = |name, found, accepted| Err(FileError::Setting { name, found, accepted });
        if self.limits.files == 0 {
            return setting("max_files", "0".to_owned(), "1 or more");
        }
        if self.limits.bytes == 0 {
            return setting("max_bytes", "0".to_owned(), "1 or more");
        }
        if let Some(mode) = self.limits.mode.filter(|mode| *mode > 0o777) {
            return setting("mode", format!("{mode:#o}"), "permissions from `0o000` to `0o777`");
        }
        let path = expanded(&self.path)?;
        match LogFile::open(path.clone(), self.limits) {
            Ok(file) => Ok(Exporter::new(Output::File(file), self.max_line_bytes)),
            Err(source) => Err(FileError::Open { path, source }),
        }
    }
}
