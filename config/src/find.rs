//! Where the configuration is.

use std::path::{Path, PathBuf};

/// What the file is called.
pub const FILE: &str = "traced.toml";

/// What names another file, or, where it is empty, says that there is none.
pub const VARIABLE: &str = "TRACED_CONFIG";

/// The file that `TRACED_CONFIG` names; else the `traced.toml` beside the `Cargo.toml` of the workspace that the folder belongs to, or of its
/// package. `None` where there is none, and where `TRACED_CONFIG` is empty: then there is to be none.
pub fn find(folder: &Path) -> Option<PathBuf> {
    match std::env::var_os(VARIABLE) {
        Some(named) if named.is_empty() => None,
        Some(named) => Some(folder.join(named)),
        None => beside_a_manifest(folder),
    }
}

/// The outermost of them, as far as there is a manifest in each folder or one above it that makes it a workspace.
pub(crate) fn beside_a_manifest(folder: &Path) -> Option<PathBuf> {
    let manifests = folder.ancestors().filter(|folder| folder.join("Cargo.toml").is_file());
    let with_file = |folder: &&Path| folder.join(FILE).is_file();
    let root = |folder: &&Path| {
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        manifest.lines().any(|line| line.trim_start().starts_with("[workspace"))
    };
    let folders: Vec<_> = manifests.collect();
    let workspace = folders.iter().find(|folder| root(folder));
    let package = folders.first();
    workspace.into_iter().chain(package).copied().find(|folder| with_file(folder)).map(|folder| folder.join(FILE))
}
