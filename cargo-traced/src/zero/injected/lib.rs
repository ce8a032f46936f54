//! What `cargo traced` links into a program that nobody annotated: the crate `traced`, and what `main` starts and ends.

use std::{
    collections::BTreeSet,
    io::Write as _,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

pub use traced::*;
use traced::export::{Batch, Console, ExportError, Exporter, Summary};

/// Spans of one place within [`SECOND`]; a place that brings more rests until the second is over.
const MOST: u64 = 200;
const SECOND: Duration = Duration::from_secs(1);
/// Spans that are held for a tree; where there are more, or it has more lines, a table is shown.
const MOST_HELD: u64 = 10_000;
const MOST_LINES: usize = 1000;
/// Asks for the tree, whatever its size.
const TREE: &str = "TRACED_TREE";
const MOST_ASKED_FOR: u64 = 50_000;
/// Spans of one name below one parent that are shown.
const MOST_ALIKE: usize = 5;
/// Functions that are named which were called too often.
const MOST_NAMED: usize = 5;
/// How often it is looked at which places bring too many: also those below spans that are not over.
const LOOK: Duration = Duration::from_millis(10);
/// Memory for spans on their way.
const BUFFER: usize = 4 << 20;

#[cfg(feature = "configured")]
type Installed = traced_setup::Setup;
#[cfg(not(feature = "configured"))]
type Installed = Tracing;

static TRACING: Mutex<Option<Installed>> = Mutex::new(None);

/// Starts tracing; the first thing that `main` does. It ends when the process does, by then what `main` has held is gone, such as an async
/// runtime with tasks; or before, where a panic aborts.
/// `config` is the configuration with which it was built, if there was one.
pub fn start(service: &'static str, aborts: bool, config: &str) {
    let tracing = match install(service, config) {
        Ok(tracing) => tracing,
        Err(error) => {
            // A program that has its own way of tracing keeps it.
            if !error.to_string().contains("already") {
                eprintln!("warning: traced: {error}");
            }
            return;
        }
    };
    *TRACING.lock().unwrap_or_else(PoisonError::into_inner) = Some(tracing);
    if aborts {
        let said = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            said(panic);
            end();
        }));
    }
    #[cfg(unix)]
    signals::watch();
}

/// What holds without a file, as below.
#[cfg(feature = "configured")]
const WITHOUT: &str = "guard.max_rate = \"200/s\"\n[[rule]]\nmatch = \"**\"\nset = { args = \"scalars\" }\n";

/// As `traced.toml` says, or the environment.
#[cfg(feature = "configured")]
fn install(service: &'static str, config: &str) -> Result<Installed, traced_setup::SetupError> {
    // The file's name for the service goes before, and so does the environment's.
    let ours = builder().default_resource("service.name", service);
    let mut setup = traced_setup::builder().runtime(ours).otherwise(at_end).warn_at_start(false).without_file(WITHOUT);
    if std::env::var_os("TRACED_CONFIG").is_none() && std::path::Path::new(config).is_file() {
        setup = setup.file(config);
    }
    setup.install()
}

#[cfg(not(feature = "configured"))]
fn install(service: &'static str, _: &str) -> Result<Installed, InstallError> {
    let rules = |_: &'static Callsite| Decision {
        // What others take up is seldom worth its time when everything is traced.
        arguments: Arguments::Scalars,
        most: Some((MOST, SECOND)),
        by: "cargo traced".into(),
        ..Decision::default()
    };
    at_end(builder().service(service).rules(rules)).install()
}

fn at_end(builder: Builder) -> Builder {
    builder.buffer_bytes(BUFFER).flush_interval(LOOK).exporter(AtEnd::new())
}

fn end() {
    drop(TRACING.lock().unwrap_or_else(PoisonError::into_inner).take());
}

/// Ctrl-C and its like end a program before `main` has come to its end, and before anything is said.
#[cfg(unix)]
mod signals {
    use std::{
        io::{PipeWriter, Read as _},
        mem::MaybeUninit,
        os::fd::AsRawFd as _,
        sync::OnceLock,
    };

    static WRITER: OnceLock<PipeWriter> = OnceLock::new();

    /// 1. The handler only reads a cell that was filled before it was installed, and writes a byte: both may be done in a handler.
    extern "C" fn note(signal: libc::c_int) {
        if let (Some(writer), Ok(byte)) = (WRITER.get(), u8::try_from(signal)) {
            // SAFETY: rule 1; the byte is there for as long as the call takes.
            unsafe { libc::write(writer.as_raw_fd(), (&raw const byte).cast(), 1) };
        }
    }

    fn handler() -> libc::sighandler_t {
        note as extern "C" fn(libc::c_int) as libc::sighandler_t
    }

    /// What happens at a signal now.
    fn current(signal: libc::c_int) -> Option<libc::sigaction> {
        let mut action = MaybeUninit::uninit();
        // SAFETY: nothing is changed; where it says that it has succeeded, the action has been written.
        unsafe { (libc::sigaction(signal, std::ptr::null(), action.as_mut_ptr()) == 0).then(|| action.assume_init()) }
    }

    fn set(signal: libc::c_int, to: libc::sighandler_t) {
        let Some(mut action) = current(signal) else { return };
        action.sa_sigaction = to;
        action.sa_flags = libc::SA_RESTART;
        // SAFETY: the handler is a function that stays, or the default; rule 1.
        unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) };
    }

    /// Where a signal would end the program, what happened is said before it does. A program that handles signals itself goes before, also if it
    /// begins to later and calls us from there.
    pub(super) fn watch() {
        let Ok((mut reader, writer)) = std::io::pipe() else { return };
        let said = move || {
            let mut byte = [0];
            while reader.read_exact(&mut byte).is_ok() {
                let signal = libc::c_int::from(byte[0]);
                if current(signal).is_some_and(|action| action.sa_sigaction == handler()) {
                    super::end();
                    set(signal, libc::SIG_DFL);
                    // SAFETY: it is sent to ourselves, and does what it would have done.
                    unsafe { libc::kill(libc::getpid(), signal) };
                }
            }
        };
        let thread = std::thread::Builder::new().name("traced-signals".to_owned()).spawn(said);
        if thread.is_err() || WRITER.set(writer).is_err() {
            return;
        }
        for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
            if current(signal).is_some_and(|action| action.sa_sigaction == libc::SIG_DFL) {
                set(signal, handler());
            }
        }
    }
}

/// Holds trees back until the program ends, and gives them up for a table where there are too many.
struct AtEnd {
    seen: u64,
    colour: bool,
    is_asked_for: bool,
    console: Console,
    text: Text,
    summary: Summary,
    said: u64,
    /// How often places have rested so far, and which: by their names, and the modules they are in.
    rests: u64,
    rested: BTreeSet<(&'static str, &'static str)>,
}

#[derive(Clone, Default)]
struct Text(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Text {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl AtEnd {
    fn new() -> Self {
        let text = Text::default();
        let colour = std::io::IsTerminal::is_terminal(&std::io::stderr())
            && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let is_asked_for = std::env::var_os(TREE).is_some_and(|value| value == "1");
        let console = Console::writer(text.clone()).colour(colour).most_alike(MOST_ALIKE);
        Self {
            seen: 0,
            colour,
            is_asked_for,
            console,
            text,
            summary: Summary::new(),
            said: 0,
            rests: 0,
            rested: BTreeSet::new(),
        }
    }

    /// A place rests until a second is over: by then it has been seen here.
    fn look(&mut self) {
        let rests = stats().rests;
        if rests != self.rests {
            self.rests = rests;
            let resting = callsites().filter(|site| site.is_resting());
            self.rested.extend(resting.map(|site| (site.name(), site.module())));
        }
    }

    /// What has been recorded, and what has not.
    fn sum(&self) -> String {
        let counted = |count: u64, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let places = callsites().filter(|site| site.hits() > 0).count() as u64;
        let mut sum = format!("traced: {} of {}", counted(self.seen, "span"), counted(places, "function"));
        let dropped = stats().dropped;
        let lost = dropped.total() - dropped.too_short - dropped.discarded;
        if lost > 0 {
            sum += &format!("; {lost} lost");
        }
        if self.rests > 0 {
            let mut names: Vec<_> = self.rested.iter().take(MOST_NAMED).map(|(name, _)| format!("`{name}`")).collect();
            match self.rested.len().saturating_sub(MOST_NAMED) {
                0 => {}
                more => names.push(format!("{more} more")),
            }
            sum += "; called more often than is recorded within a second";
            if !names.is_empty() {
                sum += &format!(": {}", names.join(", "));
            }
        }
        sum + "\n"
    }

    fn most(&self) -> u64 {
        if self.is_asked_for { MOST_ASKED_FOR } else { MOST_HELD }
    }
}

impl Exporter for AtEnd {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        self.seen += batch.len() as u64;
        self.look();
        if self.seen <= self.most() {
            self.console.export(batch)?;
        }
        self.summary.export(batch)
    }

    /// It is asked for when all has been delivered: the program ends.
    fn flush(&mut self, deadline: Instant) -> Result<(), ExportError> {
        if self.seen == self.said {
            return Ok(());
        }
        self.said = self.seen;
        self.console.flush(deadline)?;
        let tree = std::mem::take(&mut *self.text.0.lock().unwrap_or_else(PoisonError::into_inner));
        let lines = tree.iter().filter(|byte| **byte == b'\n').count();
        let mut out = tree;
        if self.seen > self.most() || (lines > MOST_LINES && !self.is_asked_for) {
            out = if self.colour { format!("{:#}", self.summary) } else { self.summary.to_string() }.into_bytes();
            if !self.is_asked_for {
                out.extend_from_slice(format!("{TREE}=1 shows a tree of up to {MOST_ASKED_FOR} spans\n").as_bytes());
            }
        }
        self.look();
        out.extend_from_slice(self.sum().as_bytes());
        // Whoever closed it does not want to know.
        let _ = std::io::stderr().write_all(&out);
        Ok(())
    }
}
