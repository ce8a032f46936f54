//! Fixtures.

use std::path::{Path, PathBuf};

use cargo_traced::scan::{Metadata, Scan, Wanted, crates, scan};

/// A folder of `tests/fixtures`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// All functions of a fixture.
pub fn scanned(name: &str, all_targets: bool) -> Scan {
    let metadata = Metadata::load(Some(&fixture(name).join("Cargo.toml"))).expect("it is a workspace");
    let wanted = Wanted { all_targets, ..Wanted::default() };
    scan(&crates(&metadata, &wanted).expect("all packages are there"))
}
