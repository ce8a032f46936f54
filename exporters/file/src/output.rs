//! Where lines go: a file, or a stream that somebody else looks after.

use std::{
    fmt,
    io::{self, Write},
};

use crate::file::LogFile;

pub(crate) enum Output {
    File(LogFile),
    Stream(Box<dyn Write + Send>),
}

impl Output {
    pub(crate) fn append(&mut self, line: &[u8]) -> io::Result<()> {
        match self {
            Output::File(file) => file.append(line),
            Output::Stream(stream) => stream.write_all(line),
        }
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::File(file) => file.sync(),
            Output::Stream(stream) => stream.flush(),
        }
    }
}

/// What messages call it.
impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Output::File(file) => file.path().display().fmt(f),
            Output::Stream(_) => f.write_str("the stream"),
        }
    }
}
