//! Runs the compiler, and holds back what it complains about.

use std::{
    ffi::OsString,
    io::{self, BufRead as _, BufReader},
    path::Path,
    process::{Command, ExitCode, ExitStatus, Stdio},
};

use serde_json::Value;

/// How it ended.
pub(super) struct Outcome {
    pub(super) status: ExitStatus,
    /// What it said, a message a line.
    pub(super) messages: Vec<String>,
}

impl Outcome {
    /// The errors among the messages.
    pub(super) fn errors(&self) -> Vec<Value> {
        let read = self.messages.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        read.filter(|message| message["level"] == "error").collect()
    }
}

/// Compiles. What cargo waits for, such as that the metadata are there, is passed on at once.
pub(super) fn compile(rustc: &Path, arguments: &[OsString]) -> io::Result<Outcome> {
    let mut child = Command::new(rustc).args(arguments).stderr(Stdio::piped()).spawn()?;
    let mut messages = Vec::new();
    if let Some(stderr) = child.stderr.take() {
        for line in BufReader::new(stderr).lines() {
            let line = line?;
            let is_for_cargo = line.starts_with("{\"$message_type\":\"artifact\"") || line.starts_with("{\"artifact\"");
            if is_for_cargo || !line.starts_with('{') {
                eprintln!("{line}");
            } else {
                messages.push(line);
            }
        }
    }
    Ok(Outcome { status: child.wait()?, messages })
}

/// Becomes the compiler, where that can be done.
pub(super) fn hand_over(rustc: &Path, arguments: &[OsString]) -> ExitCode {
    let mut command = Command::new(rustc);
    command.args(arguments);
    #[cfg(unix)]
    let error = std::os::unix::process::CommandExt::exec(&mut command);
    #[cfg(not(unix))]
    let error = match command.status() {
        Ok(status) => return code(status),
        Err(error) => error,
    };
    eprintln!("error: {} cannot be started: {error}", rustc.display());
    ExitCode::FAILURE
}

pub(super) fn code(status: ExitStatus) -> ExitCode {
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}
