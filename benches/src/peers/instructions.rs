//! Instructions of one call, counted by valgrind where it is there: the one figure that no noise moves.

use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};

/// Calls inside the function that is counted.
const CALLS: u32 = 100_000;

/// The symbol that counting is switched on and off by.
const COUNTED: &str = "traced_benches_counted";

/// Runs the calls: in the child, under valgrind.
pub fn run(call: fn(u64) -> u64) {
    // Once before, so that nothing done at first is counted.
    black_box(call(black_box(7)));
    traced_benches_counted(call);
}

#[unsafe(no_mangle)]
#[inline(never)]
extern "Rust" fn traced_benches_counted(call: fn(u64) -> u64) {
    for _ in 0..CALLS {
        black_box(call(black_box(7)));
    }
}

/// Instructions per call of `library`; `None` where there is no valgrind, or nothing to count.
pub fn count(program: &Path, library: &str) -> Option<f64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no"])
        .arg(format!("--toggle-collect={COUNTED}"))
        .arg(program)
        .args(["--one", library, "instructions"])
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text.lines().find_map(|line| line.split("Collected :").nth(1))?;
    let instructions: f64 = collected.trim().parse().ok()?;
    (instructions > 0.0).then(|| instructions / f64::from(CALLS))
}
