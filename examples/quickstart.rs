//! The main job: index a source tree on tasks and threads, and see what happened. `cargo run --example quickstart [DIR]`
//!
//! No context is passed by hand anywhere. With `OTEL_EXPORTER_OTLP_ENDPOINT` set, the trace is also sent there. A `traced.toml` beside the
//! `Cargo.toml`, or the one that `TRACED_CONFIG` names, says what is traced; it may be edited while this runs.

use std::path::{Path, PathBuf};
use std::str::Utf8Error;
use std::{cmp::Reverse, collections::BTreeMap, env, error::Error, fs, io, thread, time::Duration};

use tokio::task::{self, JoinSet};
use traced::export::{Console, Summary};
use traced::traced;

type Failure = Box<dyn Error + Send + Sync>;

/// What is counted, in a file or in all files of a kind.
#[derive(Clone, Copy, Default)]
struct Counts {
    files: usize,
    lines: usize,
    functions: usize,
}

/// Finds all files below a directory. What cannot be listed is left out.
#[traced]
fn walk(dir: &Path) -> Vec<PathBuf> {
    let (mut found, mut dirs) = (Vec::new(), vec![dir.to_owned()]);
    while let Some(dir) = dirs.pop() {
        for path in list(&dir).unwrap_or_default() {
            if path.is_dir() { dirs.push(path) } else { found.push(path) }
        }
    }
    traced::current().tag("found", found.len());
    found
}

#[traced]
fn list(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let is_source = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !name.starts_with('.') && !["target", "node_modules"].contains(&&*name)
    };
    fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).filter(|path| path.as_ref().map_or(true, is_source)).collect()
}

#[traced(skip_all, tags(thread = thread::current().name().unwrap_or_default()))]
fn read(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

#[traced(skip(bytes), tags(bytes = bytes.len()))]
fn parse(bytes: &[u8]) -> Result<Counts, Utf8Error> {
    let text = str::from_utf8(bytes)?;
    let is_function = |line: &&str| line.trim_start().trim_start_matches("pub ").starts_with("fn ");
    Ok(Counts { files: 1, lines: text.lines().count(), functions: text.lines().filter(is_function).count() })
}

/// Reads on a thread for blocking work, parses in the task.
#[traced]
async fn index_file(path: PathBuf) -> Result<Counts, Failure> {
    let bytes = task::spawn_blocking(move || read(&path)).await??;
    Ok(parse(&bytes)?)
}

/// A task. A file's failure is on the spans that met it; the index goes on without the file.
#[traced(skip_all, tags(dir = files[0].parent().unwrap_or(&files[0]), files = files.len()))]
async fn index_directory(files: Vec<PathBuf>) -> Vec<(String, Counts)> {
    let mut counted = Vec::new();
    for path in files {
        let kind = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        counted.extend(index_file(path).await.ok().map(|counts| (kind, counts)));
    }
    counted
}

/// Adds up, on a thread of its own.
#[traced(skip_all)]
fn rank(counted: Vec<(String, Counts)>) -> Vec<(String, Counts)> {
    let mut sums = BTreeMap::<String, Counts>::new();
    for (kind, Counts { files, lines, functions }) in counted {
        let sum = sums.entry(kind).or_default();
        *sum = Counts { files: sum.files + files, lines: sum.lines + lines, functions: sum.functions + functions };
    }
    let mut ranked: Vec<_> = sums.into_iter().collect();
    ranked.sort_by_key(|(_, counts)| Reverse(counts.lines));
    ranked
}

#[traced]
async fn index(dir: PathBuf) -> Result<Vec<(String, Counts)>, Failure> {
    let mut files = task::spawn_blocking(move || walk(&dir)).await?;
    files.sort();
    let mut tasks = JoinSet::new();
    for files in files.chunk_by(|a, b| a.parent() == b.parent()) {
        tasks.spawn(index_directory(files.to_vec()));
    }
    let counted = tasks.join_all().await.into_iter().flatten().collect();
    thread::spawn(|| rank(counted)).join().map_err(|_| "ranking panicked".into())
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let dir = env::args_os().nth(1).unwrap_or_else(|| ".".into());
    let summary = Summary::new();
    let ours =
        traced::builder().service("quickstart").exporter(Console::stdout().most_alike(3)).exporter(summary.clone());
    // Further exporters are those of the file, or of the environment.
    let tracing = traced_setup::builder().runtime(ours).otherwise(|ours| ours).install()?;
    let ranked = index(dir.into()).await?;
    let delivered = tracing.shutdown(Duration::from_secs(10));
    summary.print();
    for (kind, Counts { files, lines, functions }) in ranked.iter().take(5) {
        println!("{lines:>7} lines, {functions:>5} functions in {files:>4} files: .{kind}");
    }
    println!("{}", traced::stats());
    Ok(delivered?)
}
