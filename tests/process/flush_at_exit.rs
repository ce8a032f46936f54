//! A program that ends without shutting down has its spans exported all the same.

use std::{
    io::Write,
    process::{Command, exit},
};

use traced::{
    builder,
    export::{Batch, ExportError, Exporter},
    traced,
};

const CHILD: &str = "TRACED_TEST_HOW_TO_END";

struct Print;

impl Exporter for Print {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let mut out = std::io::stdout();
        for span in batch.spans() {
            writeln!(out, "\nexported {}", span.name()).map_err(|e| ExportError::reject(e.to_string()))?;
        }
        out.flush().map_err(|e| ExportError::reject(e.to_string()))
    }
}

#[traced]
fn last_words() {}

#[test]
fn child() {
    let Ok(how) = std::env::var(CHILD) else { return };
    // Long enough that nothing but the end can have exported it.
    let tracing = builder().exporter(Print).flush_interval(std::time::Duration::from_secs(3600)).install().unwrap();
    last_words();
    match &*how {
        "exit with the handle" => exit(0),
        "exit from another thread" => {
            let other = std::thread::spawn(|| exit(0));
            other.join().unwrap();
        }
        // The test runner's `main` returns, or exits.
        "forget the handle" => std::mem::forget(tracing),
        "drop the handle" => drop(tracing),
        _ => unreachable!("{how}"),
    }
}

fn run(how: &str) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(CHILD, how)
        .output()
        .unwrap();
    assert!(output.status.success(), "{how}: {output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(text.matches("exported last_words").count(), 1, "{how}: {text}");
}

#[test]
fn process_exit_flushes() {
    run("exit with the handle");
    run("exit from another thread");
}

#[test]
fn a_forgotten_handle_flushes() {
    run("forget the handle");
}

#[test]
fn a_dropped_handle_flushes() {
    run("drop the handle");
}
