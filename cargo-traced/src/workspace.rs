//! A workspace as commands look at it: its crates' functions and its configuration.

use std::path::{Path, PathBuf};

use traced_config::Config;

use crate::{
    failure::Failure,
    output::{Output, WARN, paint},
    scan::{self, Metadata, Problem, Scan, Wanted},
    select,
};

/// The functions of a workspace, and what is said about them.
#[derive(Debug)]
pub struct Workspace {
    /// What cargo knows.
    pub metadata: Metadata,
    /// Its functions.
    pub scan: Scan,
    /// Its rules.
    pub config: Config,
    /// The file of the rules, if there is one.
    pub file: Option<PathBuf>,
}

impl Workspace {
    /// Looks through a workspace.
    ///
    /// # Errors
    /// There is none, it has no such package, or its configuration cannot be used.
    pub fn load(manifest: Option<&Path>, wanted: &Wanted, output: &Output) -> Result<Self, Failure> {
        let metadata = Metadata::load(manifest)?;
        let file = traced_config::find(&metadata.root);
        let config = select::configuration(&metadata.root).map_err(|mistakes| {
            let text = mistakes.iter().map(|mistake| format!("\n  {}", within(&metadata.root, &mistake.to_string())));
            Failure::mistake(format!("the configuration cannot be used{}", text.collect::<String>()))
        })?;
        let crates = scan::crates(&metadata, wanted)?;
        let progress = output.progress("reading the sources ..");
        let scan = scan::scan(&crates);
        drop(progress);
        Ok(Self { metadata, scan, config, file })
    }

    /// A file, from the workspace's folder on where it is below it.
    pub fn relative(&self, file: &Path) -> String {
        relative(&self.metadata.root, file)
    }

    /// Where something stands, from the workspace's folder on.
    pub fn place(&self, place: &traced_config::Place) -> String {
        within(&self.metadata.root, &place.to_string())
    }

    /// What kept files from being read, one a line.
    pub fn problem(&self, problem: &Problem) -> String {
        let Problem { file, line, column, reason } = problem;
        let place = match (line, column) {
            (0, _) => self.relative(file),
            (line, 0) => format!("{}:{line}", self.relative(file)),
            (line, column) => format!("{}:{line}:{column}", self.relative(file)),
        };
        format!("{place}: {}", within(&self.metadata.root, reason))
    }

    /// Says which files could not be read.
    pub fn note_problems(&self, output: &Output) {
        for problem in &self.scan.problems {
            output.note(&format!("{}: {}", paint(WARN, "not read"), self.problem(problem)));
        }
    }
}

/// With `/` between folders, so that lists are the same everywhere.
fn relative(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/")
}

/// A text that begins with or contains paths below the folder, with them shortened.
pub(crate) fn within(root: &Path, text: &str) -> String {
    let root = format!("{}{}", root.display(), std::path::MAIN_SEPARATOR);
    text.replace(&root, "")
}
