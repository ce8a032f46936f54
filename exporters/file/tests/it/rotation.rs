//! Files that are full make way for others.

use std::{fs, path::Path};

use traced_file::Exporter;
use traced_runtime::export::Exporter as _;

use crate::{
    folder::{folder, names, numbers},
    tap::with_spans,
};

/// Writes 50 numbered spans in many lines to files of up to `bytes`.
fn write(path: &Path, bytes: u64, files: u32) {
    let mut exporter = Exporter::builder(path).max_bytes(bytes).max_files(files).max_line_bytes(1000).build().unwrap();
    with_spans(50, move |batch| exporter.export(batch)).unwrap();
}

#[test]
fn files_are_no_longer_than_they_may_be_and_the_oldest_go() {
    let folder = folder("oldest");
    let path = folder.join("traces.jsonl");
    write(&path, 4000, 3);
    assert_eq!(names(&folder), ["traces.jsonl", "traces.jsonl.1", "traces.jsonl.2"]);
    let mut found = Vec::new();
    for name in ["traces.jsonl.2", "traces.jsonl.1", "traces.jsonl"] {
        assert!(fs::metadata(folder.join(name)).unwrap().len() <= 4000);
        found.extend(numbers(&folder.join(name)));
    }
    // The newest, in their order, without a gap.
    let first = 50 - i64::try_from(found.len()).unwrap();
    assert!(first > 0, "{found:?}");
    assert_eq!(found, (first..50).collect::<Vec<_>>());
}

#[test]
fn with_files_enough_nothing_is_lost() {
    let folder = folder("enough");
    let path = folder.join("traces.jsonl");
    write(&path, 4000, 1000);
    let count = names(&folder).len();
    assert!(count > 4);
    let older = (1..count).rev().map(|number| folder.join(format!("traces.jsonl.{number}")));
    let found: Vec<_> = older.chain([path]).flat_map(|path| numbers(&path)).collect();
    assert_eq!(found, (0..50).collect::<Vec<_>>());
}

#[test]
fn a_single_file_begins_anew() {
    let folder = folder("single");
    let path = folder.join("traces.jsonl");
    write(&path, 4000, 1);
    assert_eq!(names(&folder), ["traces.jsonl"]);
    assert_eq!(numbers(&path).last(), Some(&49));
    assert!(fs::metadata(&path).unwrap().len() <= 4000);
}

#[test]
fn a_line_that_is_longer_than_a_file_has_one_of_its_own() {
    let folder = folder("own");
    write(&folder.join("traces.jsonl"), 1, 1000);
    let names = names(&folder);
    assert!(names.len() > 10);
    for name in names {
        assert_eq!(fs::read_to_string(folder.join(name)).unwrap().lines().count(), 1);
    }
}

#[test]
fn a_file_of_an_earlier_process_counts() {
    let folder = folder("earlier");
    let path = folder.join("traces.jsonl");
    fs::write(&path, "{}\n".repeat(1000)).unwrap();
    write(&path, 3100, 2);
    assert!(names(&folder).contains(&"traces.jsonl.1".to_owned()));
    assert!(!fs::read_to_string(&path).unwrap().contains("{}\n"));
}

#[test]
fn a_file_that_cannot_be_rotated_is_written_on() {
    let folder = folder("cannot");
    let path = folder.join("traces.jsonl");
    // A folder that is not empty stands where the older file should go.
    fs::create_dir_all(folder.join("traces.jsonl.1/x")).unwrap();
    write(&path, 4000, 2);
    assert_eq!(numbers(&path), (0..50).collect::<Vec<_>>());
}
