//! Where files are: `{pid}`, and the names of those that were rotated away.

use std::path::{Path, PathBuf};

use crate::error::FileError;

const PID: &str = "{pid}";

/// The path with the process's number in it, if it asks for that. A path that is not UTF-8 is taken as it is.
pub(crate) fn expanded(path: &Path) -> Result<PathBuf, FileError> {
    let Some(text) = path.to_str() else { return Ok(path.to_owned()) };
    let text = text.replace(PID, &std::process::id().to_string());
    let open = text.find('{');
    if let Some((start, end)) = open.and_then(|start| Some((start, start + text[start..].find('}')?))) {
        let found = format!("`{}`", &text[start..=end]);
        return Err(FileError::Setting { name: "path", found, accepted: "`{pid}`, the only word in braces" });
    }
    Ok(text.into())
}

/// The name of the file before the current one, of the one before that, and so on: 1 and up.
pub(crate) fn rotated(path: &Path, number: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{number}"));
    name.into()
}
