//! In which file a module is.

use std::path::{Path, PathBuf};

/// The folders in which a file's modules are.
#[derive(Clone, Debug)]
pub(super) struct Folders {
    /// Of the file.
    of_file: PathBuf,
    /// Of modules without `#[path]`.
    of_modules: PathBuf,
    /// Whether an inline module is around.
    is_inline: bool,
}

impl Folders {
    /// Those of a crate's root, of a `mod.rs`, and of a file that `#[path]` names.
    pub(super) fn of_root(file: &Path) -> Self {
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        Self { of_modules: folder.clone(), of_file: folder, is_inline: false }
    }

    /// Those of a file that is named like its module, or `mod.rs`.
    pub(super) fn of_module(file: &Path) -> Self {
        let mut folders = Self::of_root(file);
        if file.file_name().is_some_and(|name| name != "mod.rs") {
            folders.of_modules.extend(file.file_stem());
        }
        folders
    }

    /// Those inside an inline module.
    pub(super) fn inside(&self, name: &str, path: Option<&str>) -> Self {
        let of_modules = match path {
            Some(path) => self.of_paths().join(path),
            None => self.of_modules.join(name),
        };
        Self { of_file: self.of_file.clone(), of_modules, is_inline: true }
    }

    fn of_paths(&self) -> &Path {
        if self.is_inline { &self.of_modules } else { &self.of_file }
    }

    /// The file that `#[path]` names.
    pub(super) fn named(&self, path: &str) -> PathBuf {
        self.of_paths().join(path)
    }

    /// Where a module's file usually is.
    pub(super) fn usual(&self, name: &str) -> [PathBuf; 2] {
        [self.of_modules.join(format!("{name}.rs")), self.of_modules.join(name).join("mod.rs")]
    }
}
