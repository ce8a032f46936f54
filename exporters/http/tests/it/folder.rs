//! A folder for each test, and what is in it.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use traced_http::SpoolSettings;

/// The folder of this test.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("spool").join(name)
}

/// A spool in a folder of this name, which is not there yet.
pub fn settings(name: &str) -> SpoolSettings {
    let path = path(name);
    let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
    SpoolSettings::new(path).unwrap()
}

/// As [`settings`], where the peer is waited for.
pub fn patient(name: &str) -> SpoolSettings {
    settings(name).patience(Duration::from_secs(60))
}

/// The parts below a folder, in order, but not the locks.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match () {
                () if path.is_dir() => folders.push(path),
                () if path.ends_with("lock") => {}
                () => files.push(path),
            }
        }
    }
    files.sort();
    files
}

/// The names of what is below a folder.
pub fn names(folder: &Path) -> Vec<String> {
    files(folder).iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}
