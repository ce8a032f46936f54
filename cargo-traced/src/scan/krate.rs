//! A crate's functions: from its root through all its modules.

use std::{collections::HashSet, path::Path, sync::Arc};

use super::{
    file::{self, Found, Job, Module, Unread},
    function::{Function, Obstacle},
    metadata::{Crate, Target},
    parallel,
    paths::Folders,
};

/// A file that gave nothing, or not all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file.
    pub file: Arc<Path>,
    /// From 1; 0 for the file as a whole.
    pub line: usize,
    /// From 1, in characters; 0 for the file as a whole.
    pub column: usize,
    /// What keeps it from being read.
    pub reason: String,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// Sorted by crate, path, and place.
    pub functions: Vec<Function>,
    /// Sorted.
    pub problems: Vec<Problem>,
    /// How many files were read.
    pub files: usize,
    /// How many lines they have.
    pub lines: usize,
}

/// Looks through crates, on all processors. A file that cannot be read or parsed becomes a problem, and the others count.
pub fn scan(crates: &[Arc<Crate>]) -> Scan {
    let mut scan = Scan::default();
    let mut jobs: Vec<_> = crates.iter().map(first).collect();
    let mut is_root = true;
    let mut known = HashSet::new();
    while !jobs.is_empty() {
        let mut next = Vec::new();
        let mut level = parallel::map(&jobs, file::read);
        for (job, found) in jobs.iter_mut().zip(&mut level) {
            match found {
                Ok(found) => {
                    if is_root && found.is_no_std && job.obstacle.is_none() {
                        job.obstacle = Some(Obstacle::NoStd);
                        for function in &mut found.functions {
                            function.obstacle = Some(Obstacle::NoStd);
                        }
                    }
                    take(&mut scan, job, found, &mut next);
                }
                Err(unread) => scan.problems.push(problem(&job.file, unread)),
            }
        }
        // A module that names a file above its own would go on for ever.
        next.retain(|job: &Job| known.insert((Arc::as_ptr(&job.krate), job.module.clone(), job.file.clone())));
        next.retain(|job| job.module.matches("::").count() < 64);
        jobs = next;
        is_root = false;
    }
    scan.functions.sort_by(|one, other| place(one).cmp(&place(other)));
    scan.problems.sort();
    scan.problems.dedup();
    scan
}

fn place(function: &Function) -> (&Crate, &str, &str, &str, &Path, usize) {
    let Function { krate, module, owner, name, file, insert, .. } = function;
    (krate, module, owner, name, file, *insert)
}

fn first(krate: &Arc<Crate>) -> Job {
    let Crate { name, root: file, target, .. } = &**krate;
    Job {
        krate: Arc::clone(krate),
        file: Arc::from(file.as_path()),
        module: Arc::from(name.as_str()),
        folders: Folders::of_root(file),
        is_test: false,
        obstacle: match target {
            Target::ProcMacro => Some(Obstacle::ProcMacro),
            Target::BuildScript => Some(Obstacle::BuildScript),
            _ => None,
        },
    }
}

fn problem(file: &Arc<Path>, unread: &Unread) -> Problem {
    let Unread { line, column, reason } = unread;
    Problem { file: Arc::clone(file), line: *line, column: *column, reason: reason.clone() }
}

/// Keeps what a file has, and goes on with its modules.
fn take(scan: &mut Scan, job: &Job, found: &mut Found, next: &mut Vec<Job>) {
    scan.files += 1;
    scan.lines += found.lines;
    scan.functions.append(&mut found.functions);
    for module in &found.modules {
        let before = next.len();
        next.extend(module.files.iter().filter(|(file, _)| file.is_file()).map(|(file, named)| Job {
            krate: Arc::clone(&job.krate),
            file: Arc::from(file.as_path()),
            module: Arc::from(module.path.as_str()),
            folders: if *named { Folders::of_root(file) } else { Folders::of_module(file) },
            is_test: module.is_test,
            obstacle: job.obstacle,
        }));
        if next.len() == before && !module.is_conditional {
            scan.problems.push(missing(&job.file, module));
        }
    }
}

fn missing(file: &Arc<Path>, module: &Module) -> Problem {
    let looked: Vec<_> = module.files.iter().map(|(file, _)| file.display().to_string()).collect();
    let reason = format!("the module `{}` has no file: it would be {}", module.path, looked.join(" or "));
    Problem { file: Arc::clone(file), line: module.line, column: 0, reason }
}
