//! A program that ends without shutting down has its spans exported all the same.

use std::{
    io::Write,
    process::{Command, exit},
    time::Duration,
};

use traced::{
    Tracing, builder,
    export::{Batch, ExportError, Exporter},
    traced,
};

const CHILD: &str = "TRACED_TEST_HOW_TO_END";

struct Print;

impl Exporter for Print {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let mut out = std::io::stdout();
        for span in batch.spans().filter(|span| span.name() != "quiet") {
            let exit = span.logs().any(|log| log.fields().any(|(_, value)| value.to_string() == "exit"));
            writeln!(out, "\nexported {}{}", span.name(), if exit { ", which ended the process" } else { "" })
                .map_err(|e| ExportError::reject(e.to_string()))?;
        }
        out.flush().map_err(|e| ExportError::reject(e.to_string()))
    }
}

#[traced]
fn last_words() {}

#[traced]
fn ends_the_process(code: i32) {
    let _by_hand = traced::Span::builder("by hand").start();
    exit(code)
}

#[traced]
fn quiet() {}

/// So long that the first blocks of its strand have been given back when the process ends.
#[traced(skip_all)]
fn long(tracing: &Tracing) {
    last_words();
    for _ in 0..20 {
        (0..1000).for_each(|_| quiet());
        tracing.flush(Duration::from_secs(60)).unwrap();
    }
    ends_the_process(0);
}

#[traced]
async fn task() {
    last_words();
    ends_the_process(0);
}

#[test]
fn child() {
    let Ok(how) = std::env::var(CHILD) else { return };
    // Long enough that nothing but the end can have exported it.
    let tracing = builder().exporter(Print).flush_interval(Duration::from_secs(3600)).install().unwrap();
    if !how.contains("within") {
        last_words();
    }
    match &*how {
        "exit with the handle" => exit(0),
        "exit within spans" => long(&tracing),
        "exit within a task" => futures::executor::block_on(task()),
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

fn run(how: &str) -> Vec<String> {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(CHILD, how)
        .output()
        .unwrap();
    assert!(output.status.success(), "{how}: {output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(text.matches("exported last_words").count(), 1, "{how}: {text}");
    text.lines().filter_map(|line| line.strip_prefix("exported ")).map(str::to_owned).collect()
}

#[test]
fn process_exit_flushes() {
    run("exit with the handle");
    run("exit from another thread");
}

#[test]
fn process_exit_ends_what_is_open() {
    let ended = "ends_the_process, which ended the process";
    for (how, outer) in [("exit within spans", "long"), ("exit within a task", "task")] {
        let mut found = run(how);
        found.sort();
        // What is made by hand may be somebody else's to finish.
        assert_eq!(found, [ended, "last_words", outer], "{how}");
    }
}

#[test]
fn a_forgotten_handle_flushes() {
    run("forget the handle");
}

#[test]
fn a_dropped_handle_flushes() {
    run("drop the handle");
}
