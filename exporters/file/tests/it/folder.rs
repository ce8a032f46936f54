//! A folder for each test, and what is in it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest, common::v1::any_value::Value, trace::v1::Span,
};

/// An empty folder of this name.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("file").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The names in a folder, in order.
pub fn names(folder: &Path) -> Vec<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(name).collect();
    names.sort();
    names
}

/// The requests of a file, one a line, as an independent reader has them.
pub fn requests(path: &Path) -> Vec<ExportTraceServiceRequest> {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'), "the last line has an end");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

pub fn spans(requests: &[ExportTraceServiceRequest]) -> Vec<&Span> {
    let scopes = requests.iter().flat_map(|request| &request.resource_spans).flat_map(|spans| &spans.scope_spans);
    scopes.flat_map(|scope| &scope.spans).collect()
}

/// The numbers that `tap::with_spans` gave the spans of a file.
pub fn numbers(path: &Path) -> Vec<i64> {
    let number = |span: &&Span| {
        let attribute = span.attributes.iter().find(|attribute| attribute.key == "n").unwrap();
        match attribute.value.as_ref().and_then(|any| any.value.as_ref()) {
            Some(Value::IntValue(n)) => *n,
            other => panic!("not a number: {other:?}"),
        }
    };
    spans(&requests(path)).iter().map(number).collect()
}
