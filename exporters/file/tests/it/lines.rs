//! What lines say, and where they go.

use std::{
    fs,
    io::{self, Write},
    sync::{Arc, Mutex},
    time::Instant,
};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use prost::Message as _;
use serde_json::{Value as Json, json};
use traced_encode::OtlpProtobuf;
use traced_file::{Exporter, FileError};
use traced_runtime::{Kind, Span, Value, export::Exporter as _};

use crate::{
    folder::{folder, names, numbers, requests},
    tap::{with_batch, with_spans},
};

fn record() {
    let span =
        Span::builder("load \"all\"\n").kind(Kind::Client).tag("rows", 3).tag("ratio", 0.1).tag("raw", vec![0_u8, 255]);
    let span = span.tag("list", vec![Value::from("a"), Value::from(true)]).start();
    span.log([("event", Value::from("cache-miss")), ("age", Value::from(-1))]);
    span.record_error(&"x".parse::<u8>().unwrap_err());
    span.finish();
}

#[test]
fn a_line_is_a_request_and_says_what_protobuf_says() {
    let path = folder("says").join("traces.jsonl");
    let mut exporter = Exporter::to(&path).unwrap();
    let protobuf = with_batch(record, move |batch| {
        exporter.export(batch).unwrap();
        OtlpProtobuf::new().encode(batch).to_vec()
    });
    let protobuf = ExportTraceServiceRequest::decode(&*protobuf).unwrap();
    assert_eq!(requests(&path), [protobuf]);
}

/// The names and kinds of values of the example in OpenTelemetry's "Protocol File Exporter": a line that has no others.
#[test]
fn a_line_looks_like_that_of_the_specification() {
    let path = folder("looks").join("traces.jsonl");
    let mut exporter = Exporter::to(&path).unwrap();
    with_batch(record, move |batch| exporter.export(batch).unwrap());
    let line: Json = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let span = &line["resourceSpans"][0]["scopeSpans"][0]["spans"][0];
    let hex = |value: &Json, digits| {
        let text = value.as_str().unwrap();
        text.len() == digits && text.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
    };
    assert!(hex(&span["traceId"], 32) && hex(&span["spanId"], 16), "{span}");
    assert_eq!((&span["kind"], &span["status"]["code"]), (&json!(3), &json!(2)));
    for time in [&span["startTimeUnixNano"], &span["endTimeUnixNano"], &span["events"][0]["timeUnixNano"]] {
        assert!(time.as_str().unwrap().parse::<u64>().is_ok(), "{time}");
    }
    assert_eq!(span["attributes"][0], json!({"key": "rows", "value": {"intValue": "3"}}));
    assert_eq!(span["events"][0]["attributes"], json!([{"key": "age", "value": {"intValue": "-1"}}]));
}

#[test]
fn lines_are_appended_to_what_is_there() {
    let path = folder("appended").join("traces.jsonl");
    for _ in 0..2 {
        let mut exporter = Exporter::to(&path).unwrap();
        with_spans(3, move |batch| {
            exporter.export(batch).unwrap();
            exporter.flush(Instant::now()).unwrap();
        });
    }
    assert_eq!(numbers(&path), [0, 1, 2, 0, 1, 2]);
    assert_eq!(requests(&path).len(), 2);
}

#[test]
fn a_line_that_was_left_unfinished_is_ended() {
    let path = folder("unfinished").join("traces.jsonl");
    fs::write(&path, "{\"resourceSp").unwrap();
    let mut exporter = Exporter::to(&path).unwrap();
    with_spans(1, move |batch| exporter.export(batch)).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (2, "{\"resourceSp"));
    serde_json::from_str::<ExportTraceServiceRequest>(lines[1]).unwrap();
}

#[test]
fn a_long_batch_is_several_lines() {
    const LIMIT: usize = 2000;
    let path = folder("several").join("traces.jsonl");
    let mut exporter = Exporter::builder(&path).max_line_bytes(LIMIT).build().unwrap();
    with_spans(50, move |batch| exporter.export(batch)).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.lines().count() > 5 && text.lines().all(|line| line.len() < LIMIT));
    assert_eq!(numbers(&path), (0..50).collect::<Vec<_>>());
}

#[test]
fn a_path_may_name_the_process() {
    let folder = folder("pid");
    let mut exporter = Exporter::to(folder.join("{pid}/../{pid}.jsonl")).map(drop);
    assert!(matches!(exporter, Err(FileError::Open { .. })), "folders are not created");
    exporter = Exporter::to(folder.join("traces-{pid}.jsonl")).map(drop);
    exporter.unwrap();
    assert_eq!(names(&folder), [format!("traces-{}.jsonl", std::process::id())]);
}

#[test]
fn mistakes_say_what_was_found_and_what_is_accepted() {
    let at = |name: &str| folder("mistakes").join(name);
    let said = |builder: traced_file::Builder| builder.build().unwrap_err().to_string();
    assert_eq!(
        said(Exporter::builder(at("{date}.jsonl"))),
        "path: found `{date}`, accepted is `{pid}`, the only word in braces"
    );
    assert_eq!(said(Exporter::builder(at("x")).max_files(0)), "max_files: found 0, accepted is 1 or more");
    assert_eq!(said(Exporter::builder(at("x")).max_bytes(0)), "max_bytes: found 0, accepted is 1 or more");
    let mode = said(Exporter::builder(at("x")).mode(0o10000));
    assert_eq!(mode, "mode: found 0o10000, accepted is permissions from `0o000` to `0o777`");
    let missing = said(Exporter::builder("/no/such/folder/x.jsonl"));
    assert!(missing.starts_with("opening /no/such/folder/x.jsonl for traces: "), "{missing}");
}

#[cfg(unix)]
#[test]
fn files_have_the_mode_that_was_set() {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder("mode").join("traces.jsonl");
    Exporter::builder(&path).mode(0o600).build().unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

/// A stream that somebody else reads.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<(Vec<u8>, u32)>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().unwrap().1 += 1;
        Ok(())
    }
}

#[test]
fn a_stream_gets_lines_and_is_flushed() {
    let stream = Shared::default();
    let mut exporter = Exporter::stream(stream.clone());
    with_spans(2, move |batch| {
        exporter.export(batch).unwrap();
        exporter.flush(Instant::now()).unwrap();
    });
    let (bytes, flushed) = stream.0.lock().unwrap().clone();
    assert_eq!(flushed, 1);
    serde_json::from_slice::<ExportTraceServiceRequest>(bytes.strip_suffix(b"\n").unwrap()).unwrap();
}
