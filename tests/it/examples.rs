//! Every example runs, and prints what it promises.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// Cargo puts examples beside the folder of the tests. `cargo test` builds them; `cargo test --test it` alone does not.
pub fn program(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("a test has a path");
    let folder = here.ancestors().nth(2).expect("target/PROFILE/deps/it").join("examples");
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is missing: run `cargo build --examples` first", program.display());
    program
}

fn output(name: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(program(name));
    let is_ours = |name: &str| name.starts_with("OTEL_") || name.starts_with("TRACED");
    // What the environment of the tests configures is not what is tested.
    for (variable, _) in std::env::vars_os().filter(|(name, _)| is_ours(&name.to_string_lossy())) {
        command.env_remove(variable);
    }
    command
        .args(arguments)
        .env("NO_COLOR", "1")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the example starts")
}

/// What an example prints, without the times: neither durations in front of spans and logs, nor what depends on them.
fn printed(name: &str, arguments: &[&str]) -> String {
    let output = output(name, arguments);
    let text =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("examples print text")).concat();
    assert!(output.status.success(), "{name} failed:\n{text}");
    text.lines().map(without_time).collect()
}

fn without_time(line: &str) -> String {
    let is_time = |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with('s');
    let first = line.split_whitespace().next().unwrap_or_default();
    let indent = line.len() - line.trim_start().len();
    let kept = match first.strip_prefix('+') {
        Some(after) if is_time(after) => format!("{}+{}", " ".repeat(indent - 10), &line[indent + first.len()..]),
        _ if is_time(first) => line[indent + first.len()..].strip_prefix(' ').unwrap_or_default().to_owned(),
        _ => line.to_owned(),
    };
    kept + "\n"
}

/// Each of these lines is printed, in this order; others may stand between them.
#[track_caller]
fn check(printed: &str, lines: &[&str]) {
    let mut rest = printed.lines();
    for line in lines {
        assert!(rest.any(|found| found == *line), "`{line}` is not printed, or not there:\n{printed}");
    }
}

/// A source tree with one file that is not text; of its own for each test, because tests run side by side.
fn tree(of: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("quickstart").join(of);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(dir.join("src")).expect("a folder of our own");
    fs::create_dir_all(dir.join("target")).expect("a folder of our own");
    let files: [(&str, &[u8]); 4] = [
        ("README.md", b"# Tree\n"),
        ("src/lib.rs", b"fn one() {}\n\npub fn two() {}\n"),
        ("src/old.txt", b"caf\xe9\n"),
        ("target/built.rs", b"fn not_source() {}\n"),
    ];
    files.iter().for_each(|(name, bytes)| fs::write(dir.join(name), bytes).expect("a file of our own"));
    dir
}

#[test]
fn quickstart_shows_tasks_threads_and_errors_where_they_belong() {
    let dir = tree("shows");
    let dir = dir.to_str().expect("cargo's folder is text");
    let printed = printed("quickstart", &[dir]).replace(dir, "DIR");
    let tree: Vec<_> = printed.lines().take_while(|line| !line.contains("calls")).collect();
    // Directories are indexed side by side: the order of the two tasks is theirs.
    check(&printed, &["index dir=DIR", "  walk dir=DIR found=3", "    list dir=DIR", "    list dir=DIR/src", "  rank"]);
    check(
        &printed,
        &[
            "  index_directory dir=DIR files=1",
            "    index_file path=DIR/README.md",
            "      read thread=tokio-rt-worker",
            "      parse bytes=7",
        ],
    );
    check(
        &printed,
        &[
            "  index_directory dir=DIR/src files=2",
            "    index_file path=DIR/src/lib.rs",
            "      read thread=tokio-rt-worker",
            "      parse bytes=29",
            "    index_file path=DIR/src/old.txt !errored",
            "      read thread=tokio-rt-worker",
            "      parse bytes=5 !errored",
        ],
    );
    let message = "message=\"invalid utf-8 sequence of 1 bytes from index 3\"";
    assert_eq!(tree.iter().filter(|line| line.contains(message)).count(), 2, "{printed}");
    assert_eq!(tree.iter().filter(|line| !line.contains(message)).count(), 16, "{printed}");
    check(
        &printed,
        &[
            "      3 lines,     2 functions in    1 files: .rs",
            "      1 lines,     0 functions in    1 files: .md",
            "16 created, 16 exported, 0 dropped",
        ],
    );
}

#[test]
fn quickstart_reports_a_receiver_that_is_not_there() {
    let output = Command::new(program("quickstart"))
        .args([tree("reports").as_os_str()])
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense")
        .output()
        .expect("the example starts");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success());
    assert!(
        text.contains("OTEL_EXPORTER_OTLP_ENDPOINT") && text.contains("nonsense") && text.contains("http://"),
        "{text}"
    );
}

#[test]
fn readme_prints_one_trace() {
    let text = printed("readme", &[]);
    check(&text, &["checkout cart=1 !errored", "  price cart=1", "  pay cents=900 card_token=[redacted] !errored"]);
}

#[test]
fn async_server_has_a_trace_for_each_request() {
    let text = printed("async_server", &[]);
    check(
        &text,
        &["GET key=12", "  lookup key=12 return=\"Ok(\\\"144\\\")\"", "    square number=12", "GET key=seven"],
    );
    assert!(text.lines().any(|line| line.starts_with("serve peer=")), "{text}");
    assert!(
        text.contains("error.kind=core::num::error::ParseIntError message=\"invalid digit found in string\""),
        "{text}"
    );
}

#[test]
fn worker_threads_keep_jobs_below_their_sender() {
    let text = printed("worker_threads", &[]);
    check(&text, &["both", "  longest below=4 return=7"]);
    check(&text, &["both", "  longest below=7 return=8"]);
    // Which worker takes which job first is anybody's guess; below whom it stands is not.
    let jobs = |sender: &str| {
        let mut jobs: Vec<_> = text
            .lines()
            .skip_while(|line| !line.starts_with(sender))
            .skip(1)
            .take_while(|line| line.starts_with("    collatz"))
            .collect();
        jobs.sort_unstable();
        jobs
    };
    let expected = |lengths: &[u32]| -> Vec<String> {
        lengths.iter().zip(1..).map(|(length, start)| format!("    collatz start={start} return={length}")).collect()
    };
    assert_eq!(jobs("  longest below=4"), expected(&[0, 1, 7]), "{text}");
    assert_eq!(jobs("  longest below=7"), expected(&[0, 1, 7, 2, 5, 8]), "{text}");
}

#[test]
fn errors_are_on_the_spans_that_met_them() {
    let text = printed("errors", &[]);
    check(
        &text,
        &[
            "setting name=port text=http error.line=28 !errored",
            "fetch path=\"\" !errored",
            "divide a=1 b=0 !panicked",
            "forever !cancelled",
        ],
    );
    assert!(text.contains("message=\"the setting `port` is not a number\""), "{text}");
    assert!(text.contains("invalid digit found in string"), "{text}");
    assert!(text.contains("message=\"attempt to divide by zero\""), "{text}");
}

#[test]
fn sampling_decides_once_a_trace() {
    let text = printed("sampling", &[]);
    check(
        &text,
        &[
            "forced: true",
            "health: 1 of 401",
            "search: about a quarter of 400: true",
            "buy:    400 of 400",
            "score:  as many as there are callers: true",
        ],
    );
}

#[test]
fn streams_have_one_span_or_one_an_item() {
    let text = printed("streams", &[]);
    check(
        &text,
        &[
            "[\"1a\", \"1b\", \"2a\", \"2b\"]",
            "read_all return=4",
            "  pages count=2",
            "    fetch page=1",
            "    fetch page=2",
        ],
    );
    check(&text, &["pages count=9 !cancelled", "  fetch page=1"]);
}

#[test]
fn custom_exporter_writes_lines() {
    let shout = "service=greeter span=shout outcome=returned child name=\"you\" password=\"[redacted]\"";
    let greet = "service=greeter span=greet outcome=returned root name=\"you\" times=2";
    check(&printed("custom_exporter", &[]), &[greet, shout, shout]);
}

#[test]
fn testing_prints_what_was_captured() {
    let expected = "\
checkout cart=3 !errored
  price item=1 return=100
  price item=2 return=200
  price item=3 return=300
  pay cents=600 !errored
";
    assert_eq!(printed("testing", &[]), expected);
}

#[test]
fn by_hand_makes_the_same_spans() {
    let text = printed("by_hand", &[]);
    check(
        &text,
        &[
            "delivering 1 for jo",
            "1 calls came too late",
            "order order.id=7",
            "  check",
            "  deliver parcel=1 weight=12.5",
        ],
    );
    assert!(text.contains("message=\"the printer is on fire\""), "{text}");
}
