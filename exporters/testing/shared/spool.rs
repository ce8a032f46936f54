//! The spool between processes that end and peers that go away, hang and come back.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Write as _},
    iter,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use traced_runtime::{Span, Tracing, export::ExportError, stats};

use crate::{
    http::arrived,
    ours::{self, ENDPOINT},
    process::{child, is_child},
    server::{Request, Server, Step, answer, ok},
};

const FIRST: &str = "TRACED_TEST_FIRST";
const BUFFER: &str = "TRACED_TEST_BUFFER";

/// A program that does what it reads, a line at a time, and says what came of that.
#[test]
#[ignore = "a child of the others"]
fn obey() {
    if !is_child() {
        return;
    }
    let exporter = ours::from_env().unwrap_or_else(|mistake| panic!("{mistake}"));
    let spool = exporter.spool();
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<usize>().unwrap());
    let tracing = traced_runtime::builder()
        .flush_interval(Duration::from_secs(3600))
        .buffer_bytes(number(BUFFER).unwrap_or(64 << 20))
        .exporter(exporter)
        .install()
        .unwrap();
    let first = number(FIRST).unwrap_or_default() as u64;
    let mut next = first;
    let mut errors = Vec::new();
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let (command, argument) = line.split_once(' ').unwrap_or((&line, "0"));
        let argument: u64 = argument.parse().unwrap();
        let said = match command {
            "record" | "load" => {
                for n in next..next + argument {
                    Span::builder("load").tag("n", n).start().finish();
                }
                next += argument;
                settle(&tracing, next - first, command == "record", &mut errors)
            }
            "flush" => match tracing.flush(Duration::from_millis(argument)) {
                Ok(()) => "flushed".to_owned(),
                Err(error) => error.to_string(),
            },
            "errors" => {
                errors.extend(tracing.export_errors());
                format!("{errors:?}")
            }
            "runtime" => format!("{} {} {}", stats().created, stats().exported, stats().dropped.total()),
            "spool" => {
                let now = spool.as_ref().unwrap().stats();
                assert_eq!(now.stored + now.recovered, now.sent + now.dropped.total() + now.waiting, "{now:?}");
                let lost = now.dropped;
                format!(
                    "{} {} {} {} {} {}",
                    now.stored, now.recovered, now.sent, lost.evicted, lost.unreadable, now.waiting
                )
            }
            other => panic!("{other:?} is no command"),
        };
        println!("\nsaid: {said}");
    }
    let _ = tracing.shutdown(Duration::from_millis(100));
    println!("\nsaid: {} {} {}", stats().created, stats().exported, stats().dropped.total());
}

/// Has these spans collected and, where that is waited for, delivered.
fn settle(tracing: &Tracing, spans: u64, delivered: bool, errors: &mut Vec<ExportError>) -> String {
    let limit = Instant::now() + Duration::from_secs(60);
    loop {
        let _ = tracing.flush(Duration::from_millis(20));
        errors.extend(tracing.export_errors());
        let now = stats();
        if now.created >= spans && (!delivered || now.exported + now.dropped.total() >= spans) {
            return "done".to_owned();
        }
        assert!(Instant::now() < limit, "{now:?}: {errors:?}");
    }
}

struct Program {
    child: Child,
    commands: Option<ChildStdin>,
    said: BufReader<ChildStdout>,
}

impl Program {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (commands, said) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        Program { child, commands, said }
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        while self.said.read_line(&mut line).unwrap() > 0 {
            if let Some(said) = line.strip_prefix("said: ") {
                return said.trim_end().to_owned();
            }
            line.clear();
        }
        panic!("it has ended: {:?}", self.child.wait());
    }

    #[track_caller]
    fn ask(&mut self, command: &str) -> String {
        writeln!(self.commands.as_mut().unwrap(), "{command}").unwrap();
        self.answer()
    }

    #[track_caller]
    fn record(&mut self, spans: u64) {
        assert_eq!(self.ask(&format!("record {spans}")), "done");
    }

    /// All is sent; a flush does not wait long for a server that is slow.
    #[track_caller]
    fn flush(&mut self) {
        let mut flush = || {
            assert_eq!(self.ask("flush 60000"), "flushed");
            self.numbers("spool")[5]
        };
        assert!((0..30).any(|_| flush() == 0));
    }

    fn numbers(&mut self, command: &str) -> Vec<u64> {
        self.ask(command).split(' ').map(|number| number.parse().unwrap()).collect()
    }

    /// Ends as programs should: created, exported, dropped.
    fn end(mut self) -> Vec<u64> {
        self.commands = None;
        let said = self.answer();
        assert!(self.child.wait().unwrap().success());
        said.split(' ').map(|number| number.parse().unwrap()).collect()
    }
}

/// `SIGKILL`.
impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An empty directory of this name, and an address at which nobody listens.
fn place(name: &str) -> (PathBuf, SocketAddr) {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("spools").join(env!("CARGO_PKG_NAME")).join(name);
    let _ = fs::remove_dir_all(&directory);
    (directory, TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap())
}

fn command(directory: &Path, address: SocketAddr, variables: &[(&str, &str)]) -> Command {
    let mut command = without(address, variables);
    command.env("TRACED_SPOOL_DIR", directory);
    command
}

/// Requests may take as long as they take: on a slow machine that is long.
fn without(address: SocketAddr, variables: &[(&str, &str)]) -> Command {
    let (endpoint, timeout) = (format!("http://{address}"), ENDPOINT.replace("ENDPOINT", "TIMEOUT"));
    let mut command = child("spool::obey", &[(ENDPOINT, &endpoint), (&timeout, "0")]);
    command.envs(variables.iter().copied());
    command
}

fn start(directory: &Path, address: SocketAddr, variables: &[(&str, &str)]) -> Program {
    Program::start(command(directory, address, variables))
}

fn always() -> impl Iterator<Item = Step> + Send {
    iter::repeat_with(ok)
}

/// These arrived, once, and in this order; where not, shows what and not all.
#[track_caller]
fn assert_arrived(requests: &[Request], expected: impl IntoIterator<Item = u64>) {
    let (numbers, expected): (Vec<_>, Vec<_>) = (arrived(requests), expected.into_iter().collect());
    let at = numbers.iter().zip(&expected).take_while(|(one, other)| one == other).count();
    let rest = |numbers: &[u64]| numbers.iter().skip(at).take(5).copied().collect::<Vec<_>>();
    let (found, wanted) = (rest(&numbers), rest(&expected));
    assert!(numbers == expected, "{} of {}; from {at} on {found:?} for {wanted:?}", numbers.len(), expected.len());
}

#[test]
fn a_server_that_is_killed_and_comes_back_has_every_span_once_and_in_order() {
    let (directory, address) = place("killed_server");
    let server = Server::start_at(address, [ok(), ok()]);
    let mut program = start(&directory, address, &[]);
    (0..6).for_each(|_| program.record(10));
    // The first two requests were answered; over the third it was killed.
    let mut requests = server.wait_until_gone();
    assert!(!arrived(&requests[2..]).is_empty());
    requests.truncate(2);
    let before = arrived(&requests).len() as u64;
    // What waits is safe, so no failure; but it is said.
    assert_eq!(program.ask("flush 60000"), "flushed");
    let said = program.ask("errors");
    let waits = format!("{} spans wait in {}", 60 - before, directory.display());
    assert!(said.contains(&waits), "{said}");

    let server = Server::start_at(address, always());
    program.flush();
    program.record(10);
    program.flush();
    requests.extend(server.requests());
    assert_arrived(&requests, 0..70);
    assert_eq!(program.numbers("runtime"), [70, 70, 0]);
    // On a slow machine also some that the server took.
    let stored = program.numbers("spool")[0];
    assert!(stored >= 60 - before);
    assert_eq!(program.numbers("spool"), [stored, 0, stored, 0, 0, 0]);
    assert_eq!(program.end(), [70, 70, 0]);
}

#[test]
fn what_a_killed_process_left_behind_is_sent_by_the_next() {
    let (directory, address) = place("killed_process");
    let mut program = start(&directory, address, &[]);
    (0..5).for_each(|_| program.record(10));
    assert_eq!(program.numbers("runtime"), [50, 50, 0]);
    assert_eq!(program.numbers("spool"), [50, 0, 0, 0, 0, 50]);
    drop(program);

    let server = Server::start_at(address, always());
    let mut program = start(&directory, address, &[(FIRST, "50")]);
    program.record(10);
    program.flush();
    assert_arrived(&server.requests(), 0..60);
    let spool = program.numbers("spool");
    assert_eq!((spool[1], spool[2], &spool[3..]), (50, spool[0] + 50, &[0, 0, 0][..]));
    assert_eq!(program.end(), [10, 10, 0]);
}

#[test]
fn processes_share_a_directory_and_take_over_what_those_that_ended_left() {
    let (directory, address) = place("shared");
    let mut programs = ["0", "20", "40"].map(|first| start(&directory, address, &[(FIRST, first)]));
    for program in &mut programs {
        program.record(10);
        program.record(10);
        assert_eq!(program.numbers("spool"), [20, 0, 0, 0, 0, 20]);
    }
    let [first, second, third] = programs;
    drop((first, third));
    // It has one client at a time, and two want it: each connection is for one request.
    let brief = || Step::AnswerAndClose(answer("200 OK", "Connection: close\r\n", b""));
    let server = Server::start_at(address, iter::repeat_with(brief));
    let mut program = start(&directory, address, &[(FIRST, "60")]);
    program.flush();
    assert_eq!(program.numbers("spool"), [0, 40, 40, 0, 0, 0]);
    // The second process is alive, and sends what it has itself.
    let mut second = second;
    second.flush();
    assert_eq!(second.numbers("spool"), [20, 0, 20, 0, 0, 0]);
    let mut numbers = arrived(&server.requests());
    let of = |range: std::ops::Range<u64>| numbers.iter().copied().filter(|n| range.contains(n)).collect::<Vec<_>>();
    for first in [0, 20, 40] {
        assert_eq!(of(first..first + 20), (first..first + 20).collect::<Vec<_>>());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (0..60).collect::<Vec<_>>());
}

/// Reads a request and says nothing, as long as the client stays.
fn hang() -> Step {
    Step::AnswerAndStall(Vec::new())
}

/// Some of the rounds fill it.
const SMALL: (&str, &str) = (BUFFER, "1048576");
const ROUNDS: u64 = 25;
const ROUND: u64 = 1000;

#[test]
fn a_peer_that_hangs_under_load_loses_nothing() {
    let (directory, address) = place("hangs");
    let server = Server::start_at(address, [hang()]);
    let mut program = start(&directory, address, &[SMALL]);
    (0..ROUNDS).for_each(|_| program.record(ROUND));
    assert_eq!(program.numbers("runtime"), [ROUNDS * ROUND, ROUNDS * ROUND, 0]);
    assert_eq!(program.numbers("spool"), [ROUNDS * ROUND, 0, 0, 0, 0, ROUNDS * ROUND]);
    drop(program);
    assert_eq!(server.wait_until_gone().len(), 1);

    let server = Server::start_at(address, always());
    let mut program = start(&directory, address, &[]);
    program.flush();
    assert_arrived(&server.requests(), 0..ROUNDS * ROUND);
}

/// The same without a spool.
#[test]
fn without_a_spool_what_is_lost_is_counted() {
    let (_, address) = place("without");
    let server = Server::start_at(address, [hang()]);
    let mut program = Program::start(without(address, &[SMALL]));
    for _ in 0..ROUNDS {
        program.ask(&format!("load {ROUND}"));
    }
    let [created, exported, dropped] = program.numbers("runtime")[..] else { panic!("three numbers") };
    assert_eq!((created, exported), (ROUNDS * ROUND, 0));
    assert!(dropped > 0, "the oldest went when the buffer was full");
    let [created, exported, dropped] = program.end()[..] else { panic!("three numbers") };
    assert_eq!((created, exported, dropped), (ROUNDS * ROUND, 0, ROUNDS * ROUND));
    assert_eq!(server.wait_until_gone().len(), 1);
}

#[test]
fn where_the_spool_is_full_the_oldest_go_and_are_counted() {
    let (directory, address) = place("full");
    let mut program = start(&directory, address, &[("TRACED_SPOOL_LIMIT", "65536")]);
    (0..40).for_each(|_| program.record(3));
    let spool = program.numbers("spool");
    let evicted = spool[3];
    assert!(evicted >= 3 * (40 - 16), "{spool:?}");
    assert_eq!(spool, [120, 0, 0, evicted, 0, 120 - evicted]);
    let said = program.ask("errors");
    assert!(said.contains("the spool is full: its "), "{said}");
    assert_eq!(program.numbers("runtime"), [120, 120, 0]);

    let server = Server::start_at(address, always());
    program.flush();
    let numbers = arrived(&server.requests());
    assert_eq!(numbers.len() as u64, 120 - evicted);
    assert!(numbers.is_sorted());
    // What the sender was busy with was not dropped; else it is the youngest that are left.
    assert_eq!(numbers[3..], (123 - numbers.len() as u64..120).collect::<Vec<_>>());
    assert_eq!(program.numbers("spool"), [120, 0, 120 - evicted, evicted, 0, 0]);
}

#[test]
fn broken_files_stop_nothing_and_are_counted() {
    let (directory, address) = place("broken");
    let mut program = start(&directory, address, &[]);
    (0..5).for_each(|_| program.record(10));
    drop(program);
    let mut files = Vec::new();
    let mut folders = vec![directory.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                _ if path.is_dir() => folders.push(path),
                Some(extension) if extension == "part" => files.push(path),
                _ => {}
            }
        }
    }
    files.sort();
    // The second breaks off, beside them stands one that was not finished, and one that is nobody's.
    let broken = fs::read(&files[1]).unwrap();
    let lost: u64 = files[1].file_name().unwrap().to_str().unwrap().split('-').nth(1).unwrap().parse().unwrap();
    fs::write(&files[1], &broken[..broken.len() / 2]).unwrap();
    fs::write(files[1].with_file_name("000000000099-7-500.part.new"), &broken[..100]).unwrap();
    fs::write(files[1].with_file_name("notes"), "mine").unwrap();

    let server = Server::start_at(address, always());
    let mut program = start(&directory, address, &[]);
    program.flush();
    let first = files[0].file_name().unwrap().to_str().unwrap().split('-').nth(1).unwrap().parse::<u64>().unwrap();
    assert_arrived(&server.requests(), (0..first).chain(first + lost..50));
    assert_eq!(program.numbers("spool"), [0, 57, 50 - lost, 0, lost + 7, 0]);
    let said = program.ask("errors");
    assert!(said.contains("its checksum is another") && said.contains(".part.new: it was not finished"), "{said}");
    assert!(files[1].with_file_name("notes").exists());
}

/// A process may write nothing to any file, as on a disk that is full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_spans_in_memory() {
    let (directory, address) = place("full_disk");
    let program = command(&directory, address, &[]);
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""]).arg(program.get_program());
    limited.args(program.get_args());
    limited.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut program = Program::start(limited);
    assert_eq!(program.ask("load 10"), "done");
    // Sooner or later it has been tried.
    let said = (0..100).map(|_| program.ask("flush 300")).find(|said| said.contains("os error 27")).unwrap();
    assert!(said.starts_with("flushing traces: 10 spans not sent in time"), "{said}");
    assert!(said.contains(directory.to_str().unwrap()) && said.contains("/0: File too large"), "{said}");

    let server = Server::start_at(address, always());
    program.flush();
    assert_arrived(&server.requests(), 0..10);
    assert_eq!(program.numbers("spool"), [0; 6]);
    assert_eq!(program.end(), [10, 10, 0]);
}

#[test]
fn a_directory_that_cannot_be_used_is_no_exporter() {
    let (directory, _) = place("mistake");
    fs::create_dir_all(directory.parent().unwrap()).unwrap();
    fs::write(&directory, "").unwrap();
    let mistake = ours::Exporter::builder().spool(&directory).build().unwrap_err();
    assert_eq!(mistake.setting(), "spool");
    assert!(mistake.to_string().contains("(os error "), "{mistake}");
    fs::remove_file(&directory).unwrap();
    let mistake = ours::Exporter::builder().spool(&directory).spool_limit(1000).build().unwrap_err().to_string();
    assert_eq!(mistake, "spool_limit: found 1000, accepted is a number of bytes from 65536 (64 KiB)");
    assert!(!directory.exists(), "what is not built makes nothing");
    assert!(ours::Exporter::builder().build().unwrap().spool().is_none());
    assert!(ours::Exporter::builder().spool(&directory).build().unwrap().spool().is_some());
}
