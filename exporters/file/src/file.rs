//! A file that is appended to line by line, and rotates.
//!
//! 1. A line is written in one piece. What of it was written when that fails is taken back, or ended where it cannot be.
//! 2. `len` is what the file holds, as far as this process knows. It rotates before a line that would be too much, unless it is empty.
//! 3. A file that cannot be rotated goes on being written to: a file that is too long is better than none.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use crate::path::rotated;

#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) bytes: u64,
    /// The current one among them.
    pub(crate) files: u32,
    pub(crate) mode: Option<u32>,
}

#[derive(Debug)]
pub(crate) struct LogFile {
    path: PathBuf,
    limits: Limits,
    file: File,
    len: u64,
    /// The last line has no end.
    torn: bool,
}

impl LogFile {
    pub(crate) fn open(path: PathBuf, limits: Limits) -> io::Result<Self> {
        let (file, len) = open(&path, &limits)?;
        let torn = len > 0 && last_byte(&path).is_some_and(|byte| byte != b'\n');
        Ok(LogFile { path, limits, file, len, torn })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Appends a line, which ends itself.
    pub(crate) fn append(&mut self, line: &[u8]) -> io::Result<()> {
        if self.len > 0 && self.len.saturating_add(line.len() as u64) > self.limits.bytes {
            // Rule 3.
            let _ = self.rotate();
        }
        if self.torn {
            self.file.write_all(b"\n")?;
            (self.torn, self.len) = (false, self.len + 1);
        }
        if let Err(error) = self.file.write_all(line) {
            // Rule 1. What cannot be cut, such as a pipe, gets a line end before the next line.
            self.torn = self.file.set_len(self.len).is_err();
            return Err(error);
        }
        self.len += line.len() as u64;
        Ok(())
    }

    /// Waits until everything is on the disk.
    pub(crate) fn sync(&self) -> io::Result<()> {
        match self.file.sync_data() {
            // A pipe or a terminal has nothing to wait for.
            Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
            result => result,
        }
    }

    fn rotate(&mut self) -> io::Result<()> {
        if !self.file.metadata()?.is_file() {
            return Ok(());
        }
        if self.limits.files == 1 {
            fs::remove_file(&self.path)?;
        }
        // From the oldest, which is overwritten.
        for number in (1..self.limits.files).rev() {
            let from = if number == 1 { self.path.clone() } else { rotated(&self.path, number - 1) };
            match fs::rename(from, rotated(&self.path, number)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        (self.file, self.len) = open(&self.path, &self.limits)?;
        self.torn = false;
        Ok(())
    }
}

fn open(path: &Path, limits: &Limits) -> io::Result<(File, u64)> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    if let Some(mode) = limits.mode {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(mode);
    }
    #[cfg(not(unix))]
    let _ = limits.mode;
    let file = options.open(path)?;
    let len = file.metadata()?.len();
    Ok((file, len))
}

/// `None` where it cannot be read.
fn last_byte(path: &Path) -> Option<u8> {
    let mut file = File::open(path).ok()?;
    file.seek(SeekFrom::End(-1)).ok()?;
    let mut byte = [0];
    file.read_exact(&mut byte).ok()?;
    Some(byte[0])
}
