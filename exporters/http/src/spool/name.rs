//! The names of a spool's files: they say all that the account needs, so that a start reads no file.

use std::{ffi::OsStr, fmt};

/// A file's name: `000000000042-17-2048.part` is the 42nd, and has 17 spans in 2048 bytes. Behind one that is being written stands `.new`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The order in which they are sent.
    pub(super) number: u64,
    pub(super) spans: u64,
    /// The length of the file.
    pub(super) bytes: u64,
}

/// What file systems commonly give out.
const BLOCK: u64 = 4096;
/// No number of ours comes near, and sums of some such numbers do not overflow.
const MOST: u64 = 1 << 40;

impl Name {
    /// What the file takes on disk.
    pub(super) fn room(self) -> u64 {
        self.bytes.next_multiple_of(BLOCK)
    }

    /// The name of a file, and whether it is only being written; nothing for those that are not a spool's.
    pub(super) fn parse(name: &OsStr) -> Option<(Name, bool)> {
        let name = name.to_str()?;
        let (stem, unfinished) = match name.strip_suffix(".part.new") {
            Some(stem) => (stem, true),
            None => (name.strip_suffix(".part")?, false),
        };
        let mut numbers = stem.split('-').map(digits);
        let parsed = Name { number: numbers.next()??, spans: numbers.next()??, bytes: numbers.next()?? };
        numbers.next().is_none().then_some((parsed, unfinished))
    }

    /// Its name while it is being written.
    pub(super) fn unfinished(self) -> String {
        format!("{self}.new")
    }
}

fn digits(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten().filter(|number| *number <= MOST)
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}-{}-{}.part", self.number, self.spans, self.bytes)
    }
}
