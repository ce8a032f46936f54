//! Runs cargo and says how long it took.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// `dev` or `release`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    Dev,
    Release,
}

impl Profile {
    /// As cargo names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }
}

/// What a build took.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// By the clock on the wall.
    pub wall: Duration,
    /// CPU time of the compiler and all it started.
    pub cpu: Duration,
}

/// Gets whatever `package` depends on.
///
/// # Errors
/// When cargo cannot be started, or fails.
pub fn fetch(package: &Path) -> io::Result<()> {
    let status = cargo().args(["fetch", "--quiet"]).current_dir(package).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("{}: {status}", package.display()))) }
}

fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Builds `package` into `target`; what it depends on has been fetched.
///
/// # Errors
/// When cargo cannot be started, or fails.
pub fn build(package: &Path, target: &Path, profile: Profile) -> io::Result<Cost> {
    let mut command = cargo();
    command.args(["build", "--quiet", "--offline", "--profile", profile.name()]);
    command.current_dir(package).env("CARGO_TARGET_DIR", target);
    // Otherwise a second build of the same text does nothing.
    command.env("CARGO_INCREMENTAL", "0").env_remove("RUSTFLAGS").stdin(Stdio::null());
    let (start, before) = (Instant::now(), children_cpu());
    let status = command.status()?;
    let cost = Cost { wall: start.elapsed(), cpu: children_cpu().saturating_sub(before) };
    if status.success() { Ok(cost) } else { Err(io::Error::other(format!("{}: {status}", package.display()))) }
}

/// CPU time of all children that have ended.
fn children_cpu() -> Duration {
    // SAFETY: `rusage` is plain numbers, for which all zeroes are valid.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: `usage` is a valid, writable `rusage`, which is all that `getrusage` asks for.
    let status = unsafe { libc::getrusage(libc::RUSAGE_CHILDREN, &raw mut usage) };
    assert_eq!(status, 0, "getrusage knows no children on this system");
    let time = |time: libc::timeval| {
        Duration::from_secs(time.tv_sec.unsigned_abs()) + Duration::from_micros(time.tv_usec.unsigned_abs())
    };
    time(usage.ru_utime) + time(usage.ru_stime)
}
