//! The files of a folder: written, read, listed, removed.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use super::{
    folder::{Folder, private},
    name::Name,
    part::Part,
};

/// The files of this process's folder.
#[derive(Debug)]
pub(super) struct Shelf(Folder);

/// What processes before this one left behind.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// Oldest first.
    pub(super) names: Vec<Name>,
    /// Spans of files that were not finished, which are gone.
    pub(super) unfinished: u64,
    /// What could not be done.
    pub(super) trouble: Vec<String>,
}

impl Shelf {
    pub(super) fn new(folder: Folder) -> Self {
        Shelf(folder)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0.path
    }

    /// Writes a file; there is a whole one afterwards, or none. What a crash of the machine leaves of it is found by its checksum.
    pub(super) fn write(&self, name: Name, bytes: &[u8]) -> io::Result<()> {
        let unfinished = self.path().join(name.unfinished());
        let mut options = OpenOptions::new();
        let written = private(options.write(true).create(true).truncate(true))
            .open(&unfinished)
            .and_then(|mut file| file.write_all(bytes))
            .and_then(|()| fs::rename(&unfinished, self.path().join(name.to_string())));
        if written.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        written
    }

    /// What is in a file, or why that is nothing.
    pub(super) fn read(&self, name: Name) -> Result<Part, String> {
        let path = self.path().join(name.to_string());
        let part = fs::read(&path).map_err(|error| error.to_string()).and_then(|file| Part::parse(&file));
        match part {
            Ok(part) if part.spans == name.spans => Ok(part),
            Ok(_) => Err(format!("{}: it holds another number of spans than its name says", path.display())),
            Err(why) => Err(format!("{}: {why}", path.display())),
        }
    }

    /// Removes a file; what is said where that is not possible. One that is gone is removed.
    pub(super) fn remove(&self, name: Name) -> Option<String> {
        let path = self.path().join(name.to_string());
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Some(format!("{} stays, and will be sent again: {error}", path.display()))
            }
            _ => None,
        }
    }

    /// What is there, and what stands in folders that nobody owns any more, which is moved here, behind it.
    pub(super) fn recover(&self) -> Left {
        let mut left = Left::default();
        self.list(&self.0, &mut left);
        let mut next = left.names.last().map_or(0, |name| name.number + 1);
        let others = self.0.left_behind().unwrap_or_else(|error| {
            left.trouble.push(format!("{}: {error}", self.path().display()));
            Vec::new()
        });
        for other in others {
            let mut found = Left::default();
            self.list(&other, &mut found);
            for name in found.names {
                let moved = Name { number: next, ..name };
                let from = other.path.join(name.to_string());
                match fs::rename(&from, self.path().join(moved.to_string())) {
                    Ok(()) => left.names.push(moved),
                    Err(error) => left.trouble.push(format!("{}: {error}", from.display())),
                }
                next += 1;
            }
            left.unfinished += found.unfinished;
            left.trouble.append(&mut found.trouble);
        }
        left
    }

    /// The spool's files in a folder, in their order. Unfinished ones are removed, foreign ones are left alone.
    fn list(&self, folder: &Folder, left: &mut Left) {
        let entries = match fs::read_dir(&folder.path) {
            Ok(entries) => entries,
            Err(error) => return left.trouble.push(format!("{}: {error}", folder.path.display())),
        };
        for entry in entries.flatten() {
            match Name::parse(&entry.file_name()) {
                Some((name, false)) => left.names.push(name),
                Some((name, true)) => {
                    left.unfinished += name.spans;
                    left.trouble.push(format!("{}: it was not finished", entry.path().display()));
                    let _ = fs::remove_file(entry.path());
                }
                None => {}
            }
        }
        left.names.sort_unstable_by_key(|name| name.number);
    }
}
