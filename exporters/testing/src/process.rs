//! Tests that run themselves again as children, for what is a process's own: its environment, and what it installs.

use std::{env, process::Command};

const CHILD: &str = "TRACED_TEST_CHILD";

/// One of the tests that are children, in a process with these variables.
pub fn child(name: &str, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", name, "--include-ignored", "--nocapture"]).env(CHILD, name);
    command.envs(variables.iter().copied());
    command
}

/// What a child has said.
///
/// # Errors
///
/// The same, of one that has failed.
pub fn run(name: &str, variables: &[(&str, &str)]) -> Result<String, String> {
    let output = child(name, variables).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    if output.status.success() { Ok(said) } else { Err(said) }
}

/// Whether this process is a child; without a parent the children have nothing to do.
pub fn is_child() -> bool {
    env::var_os(CHILD).is_some()
}
