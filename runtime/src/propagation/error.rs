//! Why a carrier was not understood.

use std::{borrow::Cow, fmt};

/// A carrier in which something is there, but means nothing. The request goes on in a new trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtractError {
    /// The header, or the binary format.
    pub header: &'static str,
    /// What was found; its first 128 bytes.
    pub found: String,
    /// What is accepted.
    pub accepted: Cow<'static, str>,
}

impl ExtractError {
    #[cold]
    pub(super) fn new(header: &'static str, found: &str, accepted: &'static str) -> Self {
        let end = (0..=found.len().min(128)).rev().find(|at| found.is_char_boundary(*at)).unwrap_or(0);
        Self { header, found: found[..end].to_owned(), accepted: accepted.into() }
    }

    /// The bytes are shown in hex.
    #[cold]
    pub(super) fn bytes(header: &'static str, found: &[u8], accepted: &'static str) -> Self {
        let digits = found.iter().take(64).flat_map(|byte| super::hex::byte(*byte)).map(char::from);
        Self { header, found: digits.collect(), accepted: accepted.into() }
    }
}

impl fmt::Display for ExtractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?} is not understood: expected {}", self.header, self.found, self.accepted)
    }
}

impl std::error::Error for ExtractError {}
