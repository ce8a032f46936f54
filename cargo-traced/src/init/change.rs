//! A file as it is and as it is to be.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use similar::{ChangeTag, TextDiff};

use crate::output::{BAD, DIM, GOOD, NAME, paint};

pub(super) struct Change {
    pub(super) file: PathBuf,
    /// Nothing where there is no such file.
    pub(super) before: Option<String>,
    pub(super) after: String,
}

impl Change {
    /// As `diff -u` shows it.
    pub(super) fn diff(&self, name: &str) -> String {
        let old = if self.before.is_some() { name } else { "/dev/null" };
        let mut text = format!("{}\n{}\n", paint(NAME, format!("--- {old}")), paint(NAME, format!("+++ {name}")));
        let diff = TextDiff::from_lines(self.before.as_deref().unwrap_or_default(), &self.after);
        for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
            text += &paint(DIM, hunk.header());
            text.push('\n');
            for change in hunk.iter_changes() {
                let line = change.value().trim_end_matches(['\r', '\n']);
                let shown = match change.tag() {
                    ChangeTag::Equal => format!(" {line}"),
                    ChangeTag::Insert => paint(GOOD, format!("+{line}")),
                    ChangeTag::Delete => paint(BAD, format!("-{line}")),
                };
                text += &shown;
                text.push('\n');
            }
        }
        text
    }

    /// Writes it, so that there is the file as it was or as it is to be, and nothing between.
    pub(super) fn write(&self) -> io::Result<()> {
        let file = if self.before.is_some() { fs::canonicalize(&self.file)? } else { self.file.clone() };
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let new = file.parent().unwrap_or(Path::new("")).join(format!(".{name}.new"));
        fs::write(&new, &self.after)?;
        if self.before.is_some() {
            fs::set_permissions(&new, fs::metadata(&file)?.permissions())?;
        }
        fs::rename(&new, &file)
    }
}
