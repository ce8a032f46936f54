//! The folder of one process for one peer, among those of others.
//!
//! 1. Below the spool's directory is a folder for each peer, and in that are numbered ones, each with a file `lock`. Who holds the lock of a
//!    folder owns what is in it; the operating system gives it up when a process ends, however that happens.
//! 2. The first folder that is free is taken. Folders and locks are never removed: a process that is about to lock one relies on that.
//! 3. What stands in other folders that are free was left behind, and is moved into the own one.
//! 4. Nobody else can read any of it: spans may hold what is private.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use fs4::TryLockError;

use crate::{error::ConfigError, spool_settings::SpoolSettings};

/// More processes than this share no directory.
const MOST: u32 = 4096;

/// A folder that this process owns, as long as this lives.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
    _lock: File,
}

impl Folder {
    /// The first one for `peer` that is free.
    pub(super) fn take(settings: &SpoolSettings, peer: &str) -> Result<Self, ConfigError> {
        let parent = settings.directory().join(folder_name(peer));
        for number in 0..MOST {
            let path = parent.join(number.to_string());
            let locked = make(&path).and_then(|()| lock(&path));
            match locked {
                Ok(Some(lock)) => return Ok(Folder { path, _lock: lock }),
                Ok(None) => {}
                Err(error) => return Err(settings.refused(&path, &error)),
            }
        }
        Err(settings.refused(&parent, &format_args!("all {MOST} folders in it are taken")))
    }

    /// The others for the same peer that are free now.
    pub(super) fn left_behind(&self) -> io::Result<Vec<Folder>> {
        let Some(parent) = self.path.parent() else { return Ok(Vec::new()) };
        let mut numbers = Vec::new();
        for entry in parent.read_dir()? {
            let number = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok());
            numbers.extend(number);
        }
        numbers.sort_unstable();
        let paths = numbers.into_iter().map(|number| parent.join(number.to_string())).filter(|path| *path != self.path);
        // One that cannot be locked belongs to somebody.
        let free = paths.filter_map(|path| Some(Folder { _lock: lock(&path).ok()??, path }));
        Ok(free.collect())
    }
}

/// Nothing where somebody else has it.
fn lock(folder: &Path) -> io::Result<Option<File>> {
    let file =
        private(OpenOptions::new().read(true).write(true).create(true).truncate(false)).open(folder.join("lock"))?;
    match fs4::FileExt::try_lock(&file) {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn make(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Files that are made are nobody else's to read.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// A name for people, and behind it what makes it this peer's only. What stands behind a `?` in an address may be a key.
fn folder_name(peer: &str) -> String {
    const SHOWN: usize = 100;
    let shown = peer.split('?').next().unwrap_or_default();
    let words = shown.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').filter(|word| !word.is_empty());
    let mut name = words.collect::<Vec<_>>().join("-");
    name.truncate(SHOWN);
    format!("{name}-{:08x}", crc32fast::hash(peer.as_bytes()))
}
