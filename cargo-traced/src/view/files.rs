//! All spans of a file, or of the files of a folder.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
};

use super::{line, span::Span};
use crate::{failure::Failure, output::Output};

/// The spans, and how many lines could not be read.
pub(super) struct Read {
    pub(super) spans: Vec<Span>,
    pub(super) bad: usize,
}

/// Beyond so many lines that cannot be read, they are only counted.
const TOLD: usize = 5;

pub(super) fn read(path: &Path, output: &Output) -> Result<Read, Failure> {
    let refused = |error: std::io::Error| Failure::mistake(format!("{}: {error}", path.display()));
    let files = if fs::metadata(path).map_err(refused)?.is_dir() { of_folder(path)? } else { vec![path.to_owned()] };
    let progress = output.progress("");
    let mut read = Read { spans: Vec::new(), bad: 0 };
    let mut good = 0;
    for file in &files {
        let refused = |error: std::io::Error| Failure::mistake(format!("{}: {error}", file.display()));
        let mut lines = BufReader::with_capacity(1 << 20, File::open(file).map_err(refused)?);
        let (mut number, mut bytes) = (0, Vec::new());
        while lines.read_until(b'\n', &mut bytes).map_err(refused)? > 0 {
            number += 1;
            if !bytes.trim_ascii().is_empty() {
                match line::spans(&bytes, &mut read.spans) {
                    Ok(()) => good += 1,
                    Err(error) => {
                        read.bad += 1;
                        if read.bad <= TOLD {
                            output.note(&format!("not read: {}:{number}: {error}", file.display()));
                        }
                    }
                }
            }
            bytes.clear();
            if number % 64 == 0 {
                progress.now(&format!("reading {}: {} spans ..", file.display(), read.spans.len()));
            }
        }
    }
    drop(progress);
    if read.bad > TOLD {
        output.note(&format!("not read: {} more lines", read.bad - TOLD));
    }
    if good == 0 {
        let found = if read.bad == 0 { "no line at all" } else { "no line of that kind" };
        let accepted = "accepted are lines of OTLP's JSON, as `traced-file` writes them";
        return Err(Failure::mistake(format!("{}: found {found}, {accepted}", path.display())));
    }
    Ok(read)
}

/// Files of traces, with those that were rotated away; whatever else is in the folder.
fn of_folder(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let refused = |error: std::io::Error| Failure::mistake(format!("{}: {error}", folder.display()));
    let entries = fs::read_dir(folder).map_err(refused)?.collect::<Result<Vec<_>, _>>().map_err(refused)?;
    let is_one = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        path.is_file() && (name.contains(".jsonl") || name.contains(".json"))
    };
    let mut files: Vec<_> = entries.into_iter().map(|entry| entry.path()).filter(is_one).collect();
    files.sort();
    if files.is_empty() {
        let accepted = "accepted are files with `.json` or `.jsonl` in their names";
        return Err(Failure::mistake(format!("{}: found no such file, {accepted}", folder.display())));
    }
    Ok(files)
}
