//! How a command ends when it does not end well, and the codes for it.

use std::{fmt, process::ExitCode};

/// All is well.
pub const FINE: u8 = 0;
/// Something was found: a check failed, or two runs differ.
pub const FINDINGS: u8 = 1;
/// A command line, a configuration or a file that cannot be used.
pub const MISTAKE: u8 = 2;

/// Why a command goes no further.
#[derive(Debug)]
pub struct Failure {
    /// What the process returns.
    pub code: u8,
    /// What to say about it; may be empty, where another program has said it.
    pub text: String,
}

impl Failure {
    /// Something that the user can put right: an argument, a configuration, a file.
    pub fn mistake(text: impl Into<String>) -> Self {
        Self { code: MISTAKE, text: text.into() }
    }

    /// What another program has returned, having said why.
    pub fn passed_on(code: Option<i32>) -> Self {
        Self { code: code.and_then(|code| u8::try_from(code).ok()).unwrap_or(101), text: String::new() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Failure {}

impl From<&Failure> for ExitCode {
    fn from(failure: &Failure) -> Self {
        Self::from(failure.code)
    }
}
