"""Programs with and without spans: the same results, the right parents, and what it costs."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import tomllib

ROOT, WORK = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
NEWCOMER = WORK / "newcomer"
TRACED = NEWCOMER / "root/bin/cargo-traced"

# What the figures must not exceed. Of builds, processor time is compared: others use the machine, too. Memory is the buffer (4 MiB), the batches
# beside it (7 MiB), and what a test of ours holds processes to above these (16 MiB).
MOST_BUILD, MOST_RUN, MOST_MEMORY_KB = 1.5, 1.3, 27 << 10
ROUNDS = 9

ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in ("RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_TARGET_DIR", "TRACED", "TRACED_CONFIG", "RUST_BACKTRACE")
}
ENVIRONMENT |= {
    "CARGO_TERM_COLOR": "never",
    "NO_COLOR": "1",
    "CARGO_INCREMENTAL": "0",
    "CARGO_PROFILE_DEV_DEBUG": "0",
    "CARGO_PROFILE_TEST_DEBUG": "0",
    "CARGO_PROFILE_RELEASE_DEBUG": "0",
}
# What is linked in is compiled for the first of them.
SHARED = {"CARGO_TRACED_CACHE": str(NEWCOMER / "pigeons/target/traced/injected")}


class Done:
    """A process that has ended, with its processor time and its peak of memory."""

    def __init__(self, command, folder, environment=(), check=True, stdin=subprocess.DEVNULL):
        out, err = WORK / "out", WORK / "err"
        start = time.monotonic()
        with open(out, "wb") as to_out, open(err, "wb") as to_err:
            child = subprocess.Popen(
                [str(part) for part in command], cwd=folder, env=ENVIRONMENT | dict(environment), stdin=stdin, stdout=to_out, stderr=to_err,
                start_new_session=True,
            )
            try:
                _, status, usage = os.wait4(child.pid, 0)
            finally:
                # Tests that fail leave their servers behind.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGTERM)
        child.returncode = self.code = os.waitstatus_to_exitcode(status)
        self.wall = time.monotonic() - start
        self.cpu = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss
        self.out, self.err = (path.read_text(errors="replace") for path in (out, err))
        if check and self.code != 0:
            sys.exit(f"{' '.join(map(str, command))} in {folder}: {self.code}\n{self.out[-3000:]}\n{self.err[-5000:]}")


class Tree:
    """The trees on standard error: nine columns for the duration, then two for each span above."""

    SPAN = re.compile(r"^ *[0-9.]+(?:ns|µs|ms|s) ( *)(\S+)")
    MORE = re.compile(r"^ +… \d+ more .*, (\d+) spans in all$")
    SUM = re.compile(r"^traced: (\d+) spans? of \d+ function", re.MULTILINE)

    def __init__(self, text):
        self.spans, hidden = [], 0
        for line in text.splitlines():
            if found := self.MORE.match(line):
                hidden += int(found[1])
            elif (found := self.SPAN.match(line)) and len(line[: found.start(1)]) == 10:
                self.spans.append((len(found[1]) // 2, found[2]))
        self.count = len(self.spans) + hidden
        if found := self.SUM.search(text):
            self.count = int(found[1])

    def ways(self, name):
        """What is above each span of a name."""
        for at, (depth, other) in enumerate(self.spans):
            if other == name:
                way = []
                for above, parent in reversed(self.spans[:at]):
                    if above < depth:
                        way.append(parent)
                        depth = above
                yield way[::-1]

    def expect(self, name, *above):
        """Every such span is below these, in this order, with any others between; and there is one."""
        ways = list(self.ways(name))
        for way in ways:
            rest = iter(way)
            if not all(parent in rest for parent in above):
                sys.exit(f"`{name}` should be below {above}, and is below {way}")
        if not ways:
            sys.exit(f"there is no `{name}` among {sorted({name for _, name in self.spans})}")


def sources(name, version):
    """The package as it is on crates.io, in a folder of its own."""
    home = pathlib.Path(ENVIRONMENT.get("CARGO_HOME", pathlib.Path.home() / ".cargo"))
    found = next(home.glob(f"registry/src/*/{name}-{version}"), None)
    if found is None:
        fetch = WORK / "fetch" / name
        (fetch / "src").mkdir(parents=True, exist_ok=True)
        (fetch / "src/lib.rs").touch()
        (fetch / "Cargo.toml").write_text(
            f'[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n[dependencies.{name}]\nversion = "={version}"\n'
        )
        Done(["cargo", "fetch"], fetch)
        found = next(home.glob(f"registry/src/*/{name}-{version}"))
    return found


def copy(name, version, folder):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sources(name, version), folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o200)
    # Cargo would look for a workspace in the folders above.
    manifest = folder / "Cargo.toml"
    if "[workspace]" not in manifest.read_text():
        manifest.write_text(manifest.read_text() + "\n[workspace]\n")
    return folder


def results(done):
    """What became of each test, by names without what differs from run to run: lines, and the folders that build scripts write to."""
    said = {}
    for name, outcome in re.findall(r"^test (?!result)(.*) \.\.\. (\w+)", done.out, re.MULTILINE):
        name = re.sub(r"\(line \d+\)|/\S*(?=/out/)", "", name)
        # There may be several of a name, in crates of their own.
        while name in said:
            name += "'"
        said[name] = outcome
    return said


class Program:
    # Whether it has a `traced.toml`.
    configured = False

    def __init__(self, name, version, arguments=(), tests=()):
        self.name, self.version = name, version
        self.arguments, self.tests = list(arguments), list(tests)

    def folder(self):
        return copy(self.name, self.version, WORK / "src" / self.name)

    def profile(self):
        return "release" if "--release" in self.arguments else "debug"

    def go(self):
        folder = self.folder()
        plain = Done(["cargo", "build", *self.arguments], folder)
        before = snapshot(folder)
        traced = Done([TRACED, "traced", "build", *self.arguments], folder, SHARED)
        if snapshot(folder) != before:
            sys.exit(f"{self.name}: the sources have changed")
        if "compiled as it is" in traced.err:
            sys.exit(f"{self.name}: {traced.err}")
        if warnings(plain) != warnings(traced):
            sys.exit(f"{self.name}: other warnings: {warnings(plain)} {warnings(traced)}")
        functions = sum(int(count) for count in re.findall(r"Traced \S+: (\d+) functions", traced.err))
        programs = [folder / "target" / below / self.profile() for below in ("", "traced")]
        tree, runs, memory = self.job(folder, *programs)
        passed = self.test(folder)
        build = traced.cpu / plain.cpu
        failed = [] if build <= MOST_BUILD else [f"{self.name}: it takes {build:.2f} times as long to build"]
        for what, ratio in runs.items():
            if ratio > MOST_RUN:
                failed.append(f"{self.name}: it takes {ratio:.2f} times as much {what} to run")
        if memory[1] - memory[0] > MOST_MEMORY_KB:
            failed.append(f"{self.name}: it takes {memory[1] - memory[0]} KiB more")
        row = [self.name, functions, tree.count, passed, f"{plain.cpu:.0f} s", f"{traced.cpu:.0f} s", f"{build:.2f}"]
        run = ", ".join(f"{ratio:.2f}" for ratio in runs.values())
        return row + [run, f"{memory[0] / 1024:.1f} MiB", f"{memory[1] / 1024:.1f} MiB"], failed

    def test(self, folder):
        commands = {"plain": (["cargo"], {}), "traced": ([TRACED, "traced"], SHARED)}

        def run(side, names=()):
            command, environment = commands[side]
            arguments = ["test", "--no-fail-fast", *self.arguments, *self.tests, *(["--", *names] if names else [])]
            return Done([*command, *arguments], folder, environment, check=False)

        done = {side: run(side) for side in commands}
        said = {side: results(done[side]) for side in commands}
        if done["plain"].code != done["traced"].code and said["plain"] == said["traced"] or not said["plain"]:
            sys.exit(f"{self.name}: other results: {done['plain'].code} {done['traced'].code}\n{done['traced'].err[-3000:]}")
        # What fails on one side only, of tests that race with themselves, is tried again there.
        for _ in range(3):
            for side, other in (("plain", "traced"), ("traced", "plain")):
                failed = {test for test, outcome in said[side].items() if outcome == "FAILED" and said[other].get(test) == "ok"}
                if failed:
                    again = results(run(side, sorted({test.rstrip("'") for test in failed})))
                    said[side] |= {test: again.get(test, "FAILED") for test in failed}
                    print(f"{self.name}: tried again, {side}: {', '.join(sorted(failed))}", flush=True)
        if said["plain"] != said["traced"]:
            differ = sorted(set(said["plain"].items()) ^ set(said["traced"].items()))
            sys.exit(f"{self.name}: other results: {differ[:20]}\n{done['traced'].out[-3000:]}\n{done['traced'].err[-3000:]}")
        return sum(outcome == "ok" for outcome in said["plain"].values())


def warnings(done):
    """How many warnings each crate has."""
    return sorted(re.findall(r"^warning: `[^`]*` \([^)]*\) generated \d+ warnings?", done.err, re.MULTILINE))


def snapshot(folder):
    files = (path for path in folder.rglob("*") if path.is_file() and folder / "target" not in path.parents)
    return {path: path.read_bytes() for path in files}


def package(name, main, below=WORK):
    folder = below / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "src").mkdir(parents=True)
    (folder / "Cargo.toml").write_text(f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2024"\n[workspace]\n')
    (folder / "src/main.rs").write_text(main)
    return folder


PIGEONS = """use std::{fs, io, thread};

struct Loft {
    pigeons: Vec<u32>,
}

impl Loft {
    fn release(&self) -> u32 {
        thread::scope(|scope| {
            let all: Vec<_> = self.pigeons.iter().map(|&pigeon| scope.spawn(move || fly(pigeon))).collect();
            all.into_iter().map(|one| one.join().unwrap_or(0)).sum()
        })
    }
}

fn fly(pigeon: u32) -> u32 {
    pigeon * 7
}

fn letter(path: &str) -> io::Result<String> {
    fs::read_to_string(path)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let loft = Loft { pigeons: vec![1, 2, 3] };
    println!("{} miles", loft.release());
    letter("/nowhere/letter.txt")?;
    Ok(())
}
"""


def newcomer():
    """The two commands, and a program that is there already."""
    target = {"CARGO_TARGET_DIR": str(WORK.parent)}
    installed = Done(["cargo", "install", "--path", "cargo-traced", "--root", TRACED.parent.parent], ROOT, target)
    folder = package("pigeons", PIGEONS, NEWCOMER)
    done = Done(["cargo", "traced", "run", "--release"], folder, {"PATH": f"{TRACED.parent}:{ENVIRONMENT['PATH']}"}, check=False)
    if (done.code, done.out) != (1, "42 miles\n"):
        sys.exit(f"newcomer: {done.code}\n{done.out}\n{done.err}")
    for text in ("   Preparing what is linked in", "      Traced pigeons: 4 functions\n", "\nError: Os { code: 2,", "\ntraced: 6 spans of 4 functions\n"):
        if text not in done.err:
            sys.exit(f"newcomer: no {text!r} in\n{done.err}")
    tree = Tree(done.err)
    tree.expect("Loft::release", "main")
    tree.expect("fly", "main", "Loft::release")
    tree.expect("letter", "main")
    failed = [line for line in done.err.splitlines() if line.endswith("!errored") and line.split()[1] in ("main", "letter")]
    if tree.count != 6 or len(failed) != 2:
        sys.exit(f"newcomer: another tree\n{done.err}")
    times = f"installed in {installed.wall:.0f} s, its first trace {done.wall:.0f} s later"
    print(f"newcomer: {times}, of which all but moments go into what is linked in, once\n", flush=True)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def request(port, head, body=""):
    """What a server says to one request, below its status and headers."""
    with socket.create_connection(("127.0.0.1", port)) as peer:
        peer.sendall(f"{head} HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        return b"".join(iter(lambda: peer.recv(65536), b"")).split(b"\r\n\r\n", 1)[1]


def serve(command, port, ask):
    """What a server answers, until it is told to end; its tree; its peak of memory."""
    log = WORK / "server"
    with open(log, "wb") as err:
        server = subprocess.Popen([str(part) for part in command], env=ENVIRONMENT | {"TRACED_TREE": "1"}, stderr=err, stdout=err)
    try:
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                if time.monotonic() > until or server.poll() is not None:
                    raise
        answer = ask()
    finally:
        server.send_signal(signal.SIGINT)
        _, _, usage = os.wait4(server.pid, 0)
        server.returncode = 0
    return answer, Tree(log.read_text(errors="replace")), usage.ru_maxrss


class Hyperfine(Program):
    def job(self, folder, plain, traced):
        command = ["--shell=none", "--runs", "20", "--style", "none", "true"]
        without = Done([plain / "hyperfine", *command], folder)
        done = Done([traced / "hyperfine", *command], folder, {"TRACED_TREE": "1"})
        tree = Tree(done.err)
        tree.expect("Benchmark::run", "main", "run", "Scheduler::run_benchmarks")
        tree.expect("execute_and_measure", "Benchmark::run", "RawExecutor::run_command_and_measure", "run_command_and_measure_common")
        tree.expect("RawExecutor::calibrate", "main")
        return tree, {}, (without.memory, done.memory)


class MiniRedis(Program):
    def job(self, folder, plain, traced):
        def exchange(programs):
            port = free_port()
            ask = lambda: [Done([programs / "mini-redis-cli", "--port", port, *words], folder) for words in (["set", "a", "1"], ["get", "a"])]
            return serve([programs / "mini-redis-server", "--port", port], port, ask)

        without, _, less = exchange(plain)
        said, tree, more = exchange(traced)
        if [done.out for done in without] != [done.out for done in said]:
            sys.exit(f"mini-redis: other answers: {[done.out for done in said]}")
        tree.expect("Handler::run", "main", "run", "Listener::run")
        tree.expect("Db::set", "Listener::run", "Handler::run", "Command::apply", "Set::apply")
        tree.expect("Db::get", "Listener::run", "Handler::run", "Command::apply", "Get::apply")
        tree.expect("purge_expired_tasks", "main", "run", "Db::new")
        for done in said:
            Tree(done.err).expect("Connection::read_frame", "main", "Client::read_response")
        return tree, {}, (less, more)


class Fd(Program):
    """With a rule that names a dependency: the threads are made there."""

    configured = True

    def folder(self):
        folder = super().folder()
        (folder / "traced.toml").write_text('[[rule]]\nmatch = ["fd::**", "ignore::**"]\nset = { enabled = true }\n')
        return folder

    def job(self, folder, plain, traced):
        traced = next((folder / "target/traced").glob(f"with-*/{self.profile()}"))
        command = ["--threads", "2", "e", "src"]
        without = Done([plain / "fd", *command], folder)
        done = Done([traced / "fd", *command], folder, {"TRACED_TREE": "1"})
        if sorted(without.out.split()) != sorted(done.out.split()):
            sys.exit(f"fd: other answers: {done.out}")
        tree = Tree(done.err)
        tree.expect("WorkerState::receive", "run", "scan", "WorkerState::scan")
        tree.expect("Worker::run", "WorkerState::spawn_senders", "WalkParallel::visit")
        tree.expect("Worker::run_one", "WalkParallel::visit", "Worker::run")
        return tree, {}, (without.memory, done.memory)


class Ripgrep(Program):
    """As the workspace that it is developed in, with its build script."""

    MEMBERS = {
        "globset": "0.4.21", "grep": "0.4.1", "grep-cli": "0.1.12", "grep-matcher": "0.1.9", "grep-printer": "0.3.1",
        "grep-regex": "0.1.14", "grep-searcher": "0.1.17", "ignore": "0.4.34",
    }

    def folder(self):
        folder = super().folder()
        for name, version in self.MEMBERS.items():
            member = copy(name, version, folder / "members" / name)
            manifest = member / "Cargo.toml"
            manifest.write_text(manifest.read_text().replace("\n[workspace]\n", "\n"))
        manifest = folder / "Cargo.toml"
        patches = "".join(f'{name} = {{ path = "members/{name}" }}\n' for name in self.MEMBERS)
        text = manifest.read_text().replace("[workspace]\n", '[workspace]\nmembers = ["members/*"]\n')
        manifest.write_text(f"{text}\n[patch.crates-io]\n{patches}")
        (folder / "Cargo.lock").unlink(missing_ok=True)
        return folder

    def job(self, folder, plain, traced):
        large = sources("ripgrep", self.version).parent
        command = ["-j2", "-c", "fn [a-z]+_init", large]
        # In pairs, so that what else the machine does falls on both; whoever is first finds colder caches.
        pairs = []
        for at in range(ROUNDS):
            order = (plain, traced) if at % 2 == 0 else (traced, plain)
            done = {programs: Done([programs / "rg", *command], folder) for programs in order}
            pairs.append((done[plain], done[traced]))
        if len({"\n".join(sorted(done.out.split("\n"))) for pair in pairs for done in pair}) != 1:
            sys.exit("ripgrep: other answers")
        ratios = lambda of: statistics.median(of(traced) / of(plain) for plain, traced in pairs)
        runs = {"processor time": ratios(lambda done: done.cpu), "time": ratios(lambda done: done.wall)}
        tree = Tree(pairs[-1][1].err)
        near = Tree(Done([traced / "rg", "-j2", "-c", "fn", "crates/core/flags"], folder, {"TRACED_TREE": "1"}).err)
        near.expect("SearchWorker::search", "main", "run", "search_parallel", "WalkParallel::run", "Worker::run")
        near.expect("WalkParallel::visit", "main", "run", "search_parallel", "WalkParallel::run")
        memory = [max(pair[side].memory for pair in pairs) for side in (0, 1)]
        return tree, runs, memory


class MdBook(Program):
    """Its `serve` is a server on axum; what makes the book is in crates that a rule names."""

    configured = True

    def folder(self):
        folder = super().folder()
        (folder / "traced.toml").write_text('[[rule]]\nmatch = ["mdbook::**", "mdbook_driver::**", "mdbook_html::**"]\nset = { enabled = true, args = "scalars" }\n')
        return folder

    def job(self, folder, plain, traced):
        traced = next((folder / "target/traced").glob(f"with-*/{self.profile()}"))
        book = WORK / "book"
        shutil.rmtree(book, ignore_errors=True)
        Done([plain / "mdbook", "init", "--title", "Book", "--ignore", "none", book], folder)

        def read(programs):
            port = free_port()
            return serve([programs / "mdbook", "serve", "-p", port, book], port, lambda: request(port, "GET /index.html"))

        without, _, less = read(plain)
        page, tree, more = read(traced)
        if page != without or b"<html" not in page:
            sys.exit(f"mdbook: another page: {page[:500]}")
        # What `main` is in when the signal comes has no end.
        tree.expect("MDBook::execute_build_process", "MDBook::build")
        tree.expect("HtmlHandlebars::render", "MDBook::build", "MDBook::execute_build_process")
        return tree, {}, (less, more)


class Miniserve(Program):
    """A file server on actix, whose requests are served on threads that are actix's own."""

    def job(self, folder, plain, traced):
        files = WORK / "files"
        shutil.rmtree(files, ignore_errors=True)
        (files / "below").mkdir(parents=True)
        (files / "below/letter.txt").write_text("a letter\n")

        def ask(programs):
            port = free_port()
            command = [programs / "miniserve", "--port", port, "--interfaces", "127.0.0.1", "--directory-size", files]
            return serve(command, port, lambda: [
                re.sub(rb":\d+|\d+ (second|minute)s? ago|now", b"", request(port, "GET /below/")),
                request(port, "GET /below/letter.txt"),
                request(port, "POST /__miniserve_internal/api", '{"DirSize": "/below"}'),
                request(port, "GET /nothing"),
            ])

        without, _, less = ask(plain)
        said, tree, more = ask(traced)
        if said != without or b"letter.txt" not in said[0] or said[1:3] != [b"a letter\n", b"9 B"]:
            sys.exit(f"miniserve: other answers: {said}")
        tree.expect("create_tcp_listener", "main", "run")
        tree.expect("page", "error_page_middleware", "directory_listing")
        tree.expect("entry_row", "error_page_middleware", "directory_listing", "page")
        tree.expect("recursive_dir_size", "error_page_middleware", "api")
        tree.expect("error_404", "error_page_middleware")
        tree.expect("render_error", "error_page_middleware", "map_error_page")
        return tree, {}, (less, more)


class Tokei(Program):
    """Its build script writes a part of the library, which is included from `OUT_DIR`."""

    def job(self, folder, plain, traced):
        without = Done([plain / "tokei", "src/stats.rs", "src/lib.rs"], folder)
        done = Done([traced / "tokei", "src/stats.rs", "src/lib.rs"], folder, {"TRACED_TREE": "1"})
        if without.out != done.out:
            sys.exit(f"tokei: other answers: {done.out}")
        tree = Tree(done.err)
        tree.expect("get_all_files", "main", "Languages::get_statistics")
        # These are on rayon's threads, in an iterator that nothing is known of.
        tree.expect("LanguageType::parse_lines", "LanguageType::parse", "LanguageType::parse_from_slice")
        return tree, {}, (without.memory, done.memory)


PROGRAMS = {
    "hyperfine": Hyperfine("hyperfine", "1.20.0"),
    "mini-redis": MiniRedis("mini-redis", "0.4.1"),
    "fd": Fd("fd-find", "10.5.0"),
    "ripgrep": Ripgrep("ripgrep", "15.2.0", ["--release"]),
    "mdbook": MdBook("mdbook", "0.5.4", ["--no-default-features", "--features", "serve"]),
    "miniserve": Miniserve("miniserve", "0.35.0"),
    "tokei": Tokei("tokei", "15.0.0"),
}
USUAL = ["hyperfine", "mini-redis"]


def main():
    wanted = sys.argv[3:]
    names = list(PROGRAMS) if wanted == ["--all"] else wanted or USUAL
    if unknown := [name for name in names if name not in PROGRAMS]:
        sys.exit(f"unknown: {', '.join(unknown)}; there are {', '.join(PROGRAMS)}, and --all")
    # Whoever starts this in the background has it ignored, and so would the servers.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    WORK.mkdir(parents=True, exist_ok=True)
    newcomer()
    if any(PROGRAMS[name].configured for name in names):
        # What reads the configuration is linked into some of them.
        first = package("first", "fn main() {}\n")
        (first / "traced.toml").touch()
        Done([TRACED, "traced", "build"], first, SHARED)
    heads = ["program", "functions", "spans", "tests", "build", "with spans", "ratio", "CPU, wall", "memory", "with spans"]
    widths = [10, 9, 7, 5, 6, 10, 5, 10, 9, 10]
    line = lambda cells: "  ".join(str(cell).rjust(width) for cell, width in zip(cells, widths))
    print(line(heads), flush=True)
    failures = []
    for name in names:
        try:
            row, failed = PROGRAMS[name].go()
        except SystemExit as failed_at_all:
            # The others are tried all the same.
            print(f"{name.rjust(widths[0])}  failed", flush=True)
            failures.append(f"{name}: {failed_at_all}")
            continue
        print(line([name, *row[1:]]), flush=True)
        failures += failed
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()
