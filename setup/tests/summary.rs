//! What is said at the end, and about rules for very many functions.

use std::{
    fs,
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use traced::traced;

#[traced]
fn often(n: u32) -> u32 {
    n
}

#[traced]
fn never() {}

#[traced]
fn off() {}

#[traced]
fn outer(n: u32) -> u32 {
    off();
    if n > 9 {
        never();
    }
    often(n)
}

const FILE: &str = r#"
[guard]
warn_above = 2
summary = true
[[exporter]]
kind = "file"
path = "spans.jsonl"
[buffer]
flush_interval = "1ms"
[[rule]]
match = "summary"
set = { enabled = true }
[[rule]]
match = "summary::off"
set = { enabled = false }
[[rule]]
match = "summary::often"
set = { max_rate = "1/h" }
[[rule]]
match = "summary::outer"
set = { metrics = true }
"#;

fn drained(reports: &Receiver<String>) -> Vec<String> {
    reports.try_iter().collect()
}

#[test]
fn what_came_of_it_is_said_at_the_end() {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("summary");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("traced.toml");
    fs::write(&file, FILE).unwrap();
    let (say, reports) = channel();
    let report = move |line: &str| _ = say.send(line.to_owned());
    let setup = traced_setup::builder().file(&file).watch(false).report(report).install().unwrap();
    // Four places, of which another rule decides about one.
    let many = format!("{}:10:1 (`summary`): selects 3 functions, more than `guard.warn_above` (2)", file.display());
    assert_eq!(drained(&reports), std::slice::from_ref(&many));

    // The first two are one too many.
    for n in 0..2 {
        outer(n);
    }
    setup.tracing().flush(Duration::from_secs(60)).unwrap();
    outer(2);
    setup.tracing().flush(Duration::from_secs(60)).unwrap();
    let account = setup.summary();
    assert_eq!((account.places, account.brought, account.off, account.rested), (4, Some(2), 1, 1));
    assert_eq!((account.stats.created, account.stats.exported, account.stats.rests), (5, 5, 1));

    // So it is at a reload.
    fs::write(&file, FILE.replace("warn_above = 2", "warn_above = 2 # still")).unwrap();
    assert_eq!(traced_setup::reload(), Ok(true));
    assert_eq!(drained(&reports), [many]);
    let open = traced::Span::builder("kept").start();
    setup.shutdown(Duration::from_secs(60)).unwrap();
    drop(open);
    let mut said = drained(&reports);
    let sums = said.pop().unwrap();
    assert!(sums.starts_with("summary::outer: 3 calls; half within "), "{sums}");
    assert_eq!(
        said,
        [
            "4 places, 2 brought spans, 1 switched off by rules, 1 brought too many and rested, once",
            "6 created, 5 exported, 1 dropped (1 unfinished)",
        ]
    );
}
