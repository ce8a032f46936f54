//! Children: every library has state of the whole process, so each figure is taken in a process of its own.

use std::collections::BTreeMap;
use std::io;
use std::process::{Command, Stdio};

/// What a child printed: `name value`, one a line.
pub type Figures = BTreeMap<String, f64>;

/// Prints one figure for the parent to read.
pub fn print(name: &str, value: f64) {
    println!("{name} {value}");
}

/// Runs `command` to its end and reads its figures; its errors go to ours.
///
/// # Errors
/// When it cannot be started or does not end well.
pub fn run(command: &mut Command) -> io::Result<Figures> {
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!("{command:?}: {}", output.status)));
    }
    Ok(parse(&String::from_utf8_lossy(&output.stdout)))
}

fn parse(text: &str) -> Figures {
    let figure = |line: &str| {
        let (name, value) = line.split_once(' ')?;
        Some((name.to_owned(), value.parse().ok()?))
    };
    text.lines().filter_map(figure).collect()
}

#[cfg(test)]
mod tests;
