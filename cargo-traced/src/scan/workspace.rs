//! Which crates of a workspace are looked through.

use std::sync::Arc;

use super::metadata::{Crate, Metadata, Target};
use crate::failure::Failure;

/// What is wanted of a workspace.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The packages; all where none is named.
    pub packages: Vec<String>,
    /// Examples, tests, benchmarks and build scripts too.
    pub all_targets: bool,
}

/// The crates that are wanted.
///
/// # Errors
/// There is no package of such a name.
pub fn crates(metadata: &Metadata, wanted: &Wanted) -> Result<Vec<Arc<Crate>>, Failure> {
    metadata.all_there(&wanted.packages)?;
    let packages = metadata
        .packages
        .iter()
        .filter(|package| wanted.packages.is_empty() || wanted.packages.contains(&package.name));
    let usual = |target| matches!(target, Target::Library | Target::Program | Target::ProcMacro);
    let crates = packages.flat_map(|package| &package.crates);
    let crates = crates.filter(|krate| wanted.all_targets || usual(krate.target));
    Ok(crates.map(|krate| Arc::new(krate.clone())).collect())
}
