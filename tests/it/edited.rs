//! `traced.toml` is edited while the quickstart runs. Its files are pipes where it has to wait for us.
#![cfg(unix)]

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Read as _, Write as _},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use crate::examples::program;

const SOON: Duration = Duration::from_secs(60);

/// The other end of a pipe: there once the quickstart reads it.
fn read_by_it(pipe: &Path) -> fs::File {
    let (opened, open) = channel();
    let pipe = pipe.to_owned();
    thread::spawn(move || opened.send(fs::OpenOptions::new().write(true).open(pipe)));
    open.recv_timeout(SOON).expect("the quickstart comes to it").expect("it can be opened")
}

fn told(said: &Receiver<String>, what: &str) {
    while !said.recv_timeout(SOON).unwrap_or_else(|_| panic!("{what} is not said")).contains(what) {}
}

/// How many calls of each operation the table tells of.
fn calls(printed: &str) -> BTreeMap<&str, u32> {
    let lines = printed.lines().skip_while(|line| !line.trim_start().starts_with("calls ")).skip(1);
    let row = |line| {
        let words: Vec<&str> = str::split_whitespace(line).collect();
        let [calls, _, _, _, _, name] = words[..] else { return None };
        Some((name, calls.parse().ok()?))
    };
    lines.map_while(row).collect()
}

#[test]
fn an_edit_switches_a_function_of_the_running_quickstart() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("edited");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(dir.join("tree")).expect("a folder of our own");
    let file = |name: &str| dir.join("tree").join(name);
    for plain in ["a.rs", "c.rs", "f.rs"] {
        fs::write(file(plain), "fn plain() {}\n").expect("a file of our own");
    }
    let pipes = ["b.rs", "d.rs", "e.rs"].map(file);
    let made = Command::new("mkfifo").args(&pipes).status().expect("every Unix has it");
    assert!(made.success());
    let config = dir.join("traced.toml");
    let write = |text: &str| {
        let aside = dir.join("aside");
        fs::write(&aside, text).and_then(|()| fs::rename(&aside, &config)).expect("a file of our own");
    };
    let on = "[guard]\nsummary = true\n";
    let off = "[guard]\nsummary = true\n[[rule]]\nmatch = \"quickstart::parse\"\nset = { enabled = false }\n";
    write(on);

    let mut command = Command::new(program("quickstart"));
    for (variable, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("OTEL_")) {
        command.env_remove(variable);
    }
    command.arg(dir.join("tree")).env("TRACED_CONFIG", &config).env_remove("TRACED").env("NO_COLOR", "1");
    let mut quickstart = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the example starts");
    let (say, said) = channel();
    let stderr = BufReader::new(quickstart.stderr.take().expect("it is piped"));
    thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| say.send(line)));

    // `a` is parsed; then `b` waits, with all that is open above it, and so on.
    for (pipe, edited, report) in [
        (&pipes[0], off, "the rules were applied"),
        (&pipes[1], "[[rule]]\nmatch = \"quickstart\"\nset = { enabled = flase }", "what held before holds"),
        (&pipes[2], on, "the rules were applied"),
    ] {
        let mut pipe = read_by_it(pipe);
        write(edited);
        told(&said, report);
        pipe.write_all(b"fn piped() {}\n").expect("it is being read");
    }
    // `a`, `e` and `f` were parsed with spans, the others without.
    told(&said, "8 places, 8 brought spans");
    told(&said, "traced: 20 created, 20 exported, 0 dropped");
    let mut printed = String::new();
    quickstart.stdout.take().expect("it is piped").read_to_string(&mut printed).expect("it prints text");
    assert!(quickstart.wait().expect("it is ours").success());
    let expected = [
        ("index", 1),
        ("index_directory", 1),
        ("index_file", 6),
        ("list", 1),
        ("parse", 3),
        ("rank", 1),
        ("read", 6),
        ("walk", 1),
    ];
    assert_eq!(calls(&printed), expected.into(), "{printed}");
    assert!(printed.contains("6 lines,     6 functions in    6 files: .rs"), "{printed}");
}
