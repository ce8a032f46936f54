//! A disk that is full: Linux has a device that always is.

use std::{env, process::Command, time::Duration};

use traced_file::Exporter;
use traced_runtime::{
    Span,
    export::{ExportError, Exporter as _},
};

use crate::tap::with_spans;

#[test]
fn what_cannot_be_written_is_lost_and_says_why() {
    let mut exporter = Exporter::builder("/dev/full").max_line_bytes(1000).build().unwrap();
    match with_spans(50, move |batch| exporter.export(batch)) {
        Err(ExportError::Reject { message, .. }) => {
            assert_eq!(message, "writing to /dev/full: No space left on device (os error 28)");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
#[ignore = "a child of the other"]
fn install() {
    if env::var_os("IN_A_PROCESS_OF_ITS_OWN").is_some() {
        let tracing = traced_runtime::builder().exporter(Exporter::to("/dev/full").unwrap()).install().unwrap();
        (0..1000).for_each(|_| Span::builder("load").start().finish());
        tracing.flush(Duration::from_secs(20)).unwrap();
        let stats = traced_runtime::stats();
        assert_eq!((stats.created, stats.exported, stats.dropped.rejected), (1000, 0, 1000), "{stats:?}");
        assert!(tracing.export_errors()[0].to_string().contains("No space left"));
    }
}

#[test]
fn what_was_created_is_exported_or_dropped() {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "full::install", "--include-ignored"]).env("IN_A_PROCESS_OF_ITS_OWN", "1");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
