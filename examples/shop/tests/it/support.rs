//! A folder for one test, and the program.

use std::{env, fs, path::PathBuf, process::Command};

use crate::trees::EXPECTED;

/// Goes away with the test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("shop-test-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("temporary folders can be made");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Cargo puts examples beside the folder of the tests. `cargo test` builds them; `cargo test --test it` alone does not.
pub fn shop() -> Command {
    let here = env::current_exe().expect("a test has a path");
    let program = here.ancestors().nth(2).expect("target/PROFILE/deps/it").join("examples").join("shop");
    assert!(program.exists(), "{} is missing: `cargo build -p traced-shop --examples`", program.display());
    let mut command = Command::new(program);
    let is_ours = |name: &str| name.starts_with("OTEL_") || name.starts_with("TRACED");
    let ours = env::vars_os().map(|(name, _)| name).filter(|name| is_ours(&name.to_string_lossy()));
    ours.for_each(|name| _ = command.env_remove(name));
    command
}

/// Runs it in several processes; the traces of its scenarios by name, when each has ended as it should.
pub fn run_apart(command: &mut Command) -> Vec<(&'static str, String)> {
    let output = command.arg("--processes").output().expect("the example starts");
    let (printed, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{printed}\n{errors}");
    let line = |name: &str| printed.lines().find(|line| line.trim_start().starts_with(name)).expect("each is told");
    let trace = |(name, end, _)| {
        let line = line(name);
        assert!(line.contains(end), "{line}");
        (name, line.rsplit(' ').next().expect("a line has words").to_owned())
    };
    EXPECTED.into_iter().map(trace).collect()
}
