//! Why a carrier was not understood.

use std::{borrow::Cow, fmt};

use super::found::Found;
use crate::{baggage::Baggage, context::SpanContext};

/// A carrier in which something is there, but means nothing. The request goes on in a new trace, below what [is left](Self::rest).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtractError {
    /// The header, or the binary format.
    pub header: &'static str,
    /// What was found; its first 128 bytes.
    pub found: String,
    /// What is accepted.
    pub accepted: Cow<'static, str>,
    /// What came beside it.
    pub(super) baggage: Baggage,
}

impl ExtractError {
    /// What came with it and was understood: a context of baggage alone, for the new trace to begin below. `None` where there is no baggage.
    pub fn rest(&self) -> Option<SpanContext> {
        let baggage = Some(&self.baggage).filter(|baggage| !baggage.is_empty());
        baggage.map(|baggage| Found::baggage(baggage.clone()).into_context())
    }

    #[cold]
    pub(super) fn new(header: &'static str, found: &str, accepted: &'static str) -> Self {
        let end = (0..=found.len().min(128)).rev().find(|at| found.is_char_boundary(*at)).unwrap_or(0);
        Self { header, found: found[..end].to_owned(), accepted: accepted.into(), baggage: Baggage::default() }
    }

    /// The bytes are shown in hex.
    #[cold]
    pub(super) fn bytes(header: &'static str, found: &[u8], accepted: &'static str) -> Self {
        let digits = found.iter().take(64).flat_map(|byte| super::hex::byte(*byte)).map(char::from);
        Self { header, found: digits.collect(), accepted: accepted.into(), baggage: Baggage::default() }
    }
}

impl fmt::Display for ExtractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?} is not understood: expected {}", self.header, self.found, self.accepted)
    }
}

impl std::error::Error for ExtractError {}
