//! A folder that looks like another, but for some files: these are there with other text, and all else as links.
//!
//! What is there already and right is left alone: the compiler may be reading it for another crate.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

/// Makes `mirror` look like `original`, with other text in some files, whose paths are below it.
pub(super) fn make(
    mirror: &Path,
    original: &Path,
    texts: &BTreeMap<PathBuf, String>,
    without: &Path,
) -> io::Result<()> {
    let mut folders = BTreeSet::from([PathBuf::new()]);
    for file in texts.keys() {
        folders.extend(file.ancestors().skip(1).map(Path::to_owned));
    }
    for folder in &folders {
        let here = mirror.join(folder);
        if here.is_symlink() {
            fs::remove_file(&here)?;
        }
        fs::create_dir_all(&here)?;
        let mut names = BTreeSet::new();
        for entry in fs::read_dir(original.join(folder))? {
            let name = entry?.file_name();
            let inside = folder.join(&name);
            let there = original.join(&inside);
            if there == without || name == ".git" {
                continue;
            }
            if !folders.contains(&inside) && !texts.contains_key(&inside) {
                link(&there, &mirror.join(&inside))?;
            }
            names.insert(name);
        }
        for entry in fs::read_dir(&here)? {
            let entry = entry?;
            let name = entry.file_name();
            if names.contains(&name) || name.to_string_lossy().ends_with(FRESH) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
    }
    texts.iter().try_for_each(|(file, text)| write(&mirror.join(file), text))
}

/// A link, in the place of whatever else is there.
fn link(to: &Path, at: &Path) -> io::Result<()> {
    match fs::read_link(at) {
        Ok(known) if known == to => return Ok(()),
        Err(_) if at.is_dir() => fs::remove_dir_all(at)?,
        _ => {}
    }
    let fresh = beside(at);
    symlink(to, &fresh)?;
    fs::rename(&fresh, at)
}

/// A file with this text, at once.
pub(super) fn write(at: &Path, text: &str) -> io::Result<()> {
    let is_link = at.is_symlink();
    if !is_link && fs::read_to_string(at).is_ok_and(|known| known == text) {
        return Ok(());
    }
    let fresh = beside(at);
    fs::write(&fresh, text)?;
    fs::rename(&fresh, at)
}

/// How names of files end that are not where they belong yet.
const FRESH: &str = ".traced-new";

/// A name that nobody else takes.
fn beside(at: &Path) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let mut name = at.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}-{}{FRESH}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
    at.with_file_name(name)
}

#[cfg(unix)]
pub(super) fn symlink(to: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

/// Where links are for administrators, files are copied, and folders are joined as links of folders can be made.
#[cfg(not(unix))]
pub(super) fn symlink(to: &Path, at: &Path) -> io::Result<()> {
    if to.is_dir() {
        fs::create_dir_all(at)?;
        for entry in fs::read_dir(to)? {
            let entry = entry?;
            symlink(&entry.path(), &at.join(entry.file_name()))?;
        }
        return Ok(());
    }
    fs::copy(to, at).map(drop)
}
