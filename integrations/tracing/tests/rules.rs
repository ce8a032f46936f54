//! Rules hold for other libraries' spans and events as they do for functions: `hyper=off`, from the first of them on, and while the program runs.

use std::{
    fs,
    path::PathBuf,
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use traced::{Decision, SpanData, export::Memory};
use tracing::{Level, info, info_span};
use tracing_subscriber::prelude::*;

const SOON: Duration = Duration::from_secs(60);

/// A library's; this module's path is what rules go by.
mod wire {
    use super::{Level, info, info_span};

    pub(crate) fn send(bytes: u64) {
        let request = tracing::span!(Level::INFO, "send", bytes, later = tracing::field::Empty).entered();
        request.record("later", 1);
        info!("sent");
        super::codec::encode(bytes);
    }

    /// As `send`, with a parent that is named.
    pub(crate) fn receive() {
        let request = info_span!("receive");
        super::codec::decode(&request);
    }

    /// On a thread of its own, as what is polled elsewhere would be.
    pub(crate) fn hand_over(work: impl FnOnce() + Send) {
        let task = info_span!("task");
        // Entered twice: what is inside stays inside when the inner one is left.
        let twice = || task.in_scope(|| [task.in_scope(|| ()), work()]);
        std::thread::scope(|scope| scope.spawn(twice).join().unwrap());
    }
}

mod codec {
    use super::info_span;

    pub(crate) fn encode(bytes: u64) {
        let _frame = info_span!("encode", bytes).entered();
    }

    pub(crate) fn decode(request: &tracing::Span) {
        info_span!(parent: request, "decode").in_scope(|| super::info!(parent: request, "decoded"));
    }
}

/// Met only after the file has changed.
mod late {
    pub(crate) fn arrive() {
        let _arrived = super::info_span!("arrive").entered();
    }
}

struct Program {
    file: PathBuf,
    reports: Receiver<String>,
    memory: Memory,
    setup: traced_setup::Setup,
}

impl Program {
    fn new(rules: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("rules");
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("traced.toml");
        fs::write(&file, rules).unwrap();
        let (say, reports) = channel();
        let memory = Memory::new();
        let runtime = traced::builder().exporter(memory.clone()).flush_interval(Duration::from_secs(3600));
        let setup = traced_setup::builder().runtime(runtime).exporters(false).watch(false).file(&file);
        let setup = setup.report(move |line| say.send(line.to_owned()).unwrap()).install().unwrap();
        Self { file, reports, memory, setup }
    }

    fn told(&self) -> Vec<String> {
        let name = format!("{}:", self.file.display());
        self.reports.try_iter().map(|line| line.replace(&name, "")).collect()
    }

    fn apply(&self, rules: &str) {
        fs::write(&self.file, rules).unwrap();
        assert!(traced_setup::reload().unwrap());
    }

    fn spans(&self) -> Vec<SpanData> {
        self.setup.tracing().flush(SOON).unwrap();
        self.memory.take()
    }

    /// Each span with its parent's name, in the order of the alphabet.
    fn edges(&self) -> Vec<(String, String)> {
        let spans = self.spans();
        let name = |of: &SpanData| of.name.to_string();
        let parent = |of: &SpanData| spans.iter().find(|span| Some(span.context.span_id()) == of.parent_id).map(name);
        let mut edges: Vec<_> = spans.iter().map(|span| (name(span), parent(span).unwrap_or_default())).collect();
        edges.sort();
        edges
    }
}

fn edges(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(span, parent)| ((*span).to_owned(), (*parent).to_owned())).collect()
}

fn rule(matches: &str, set: &str) -> String {
    format!("[[rule]]\nmatch = \"{matches}\"\nset = {{ {set} }}\n")
}

fn request() {
    let _request = traced::span!("request");
    wire::send(3);
    wire::receive();
}

#[test]
fn rules_hold_for_other_libraries() {
    tracing_subscriber::registry().with(traced_tracing::layer()).init();
    let program = Program::new(&rule("rules::wire", "enabled = false"));
    // Nothing of it has been met: it may still come.
    assert_eq!(program.told(), ["1:1: nothing that is known so far matches `rules::wire`"]);

    {
        let _ours = traced::span!("ours");
        wire::hand_over(|| codec::encode(4));
    }
    assert_eq!(program.edges(), edges(&[("encode", "ours"), ("ours", "")]));
    request();
    let spans = program.spans();
    let logs = |name: &str| &spans.iter().find(|span| span.name == name).unwrap().logs;
    // Of the library's own nothing; what another says of its span, of what is above that.
    assert_eq!(logs("request").len(), 1);
    assert_eq!(logs("request")[0].field("event").unwrap().to_string(), "decoded");
    request();
    assert_eq!(program.edges(), edges(&[("decode", "request"), ("encode", "request"), ("request", "")]));
    let place = |name: &str| traced::callsites().find(|place| place.name() == name);
    let send = place("send").expect("it was met");
    assert!(!send.is_enabled() && send.decision().unwrap().by.ends_with("traced.toml:1:1"));
    assert_eq!((send.module(), place("arrive").is_some()), ("rules::wire", false));

    // From here on it is the codec that is left out; what it says of a span of the other library's is a log there.
    program.apply(&rule("rules::codec::**", "enabled = false"));
    assert_eq!(program.told(), [""; 0]);
    request();
    assert_eq!(program.edges(), edges(&[("receive", "request"), ("request", ""), ("send", "request")]));

    // By the span's name; and events by their module.
    program.apply(&(rule("rules::wire::*", "enabled = false") + &rule("rules::wire::send", "enabled = true")));
    request();
    let spans = program.spans();
    let send = spans.iter().find(|span| span.name == "send").expect("it is switched on");
    assert!(send.logs.is_empty(), "{:?}", send.logs);
    assert_eq!(spans.len(), 4);

    program.apply(&(rule("**::send", "args = \"none\"") + &rule("**::encode", "min_duration = \"1h\"")));
    request();
    let spans = program.spans();
    let named = |name: &str| spans.iter().find(|span| span.name == name);
    assert!(named("send").unwrap().tags.is_empty() && named("encode").is_none());

    // Traces that begin there: a share of their own, and none.
    for (set, begun) in [("sample = 0.0", 0), ("sample = 1.0", 2), ("orphan = \"ignore\"", 0)] {
        program.apply(&(rule("late", set) + &rule("late", "name = \"not theirs\"") + &rule("**::arrive", set)));
        late::arrive();
        late::arrive();
        let spans = program.spans();
        assert!(spans.len() == begun && spans.iter().all(|span| span.name == "arrive"), "{set}: {spans:?}");
    }

    // More than a rule allows: it rests.
    program.apply(&rule("**::arrive", "max_rate = \"5/s\""));
    while place("arrive").unwrap().is_enabled() {
        late::arrive();
        program.setup.tracing().flush(SOON).unwrap();
    }
    assert!(place("arrive").unwrap().hits() > 5);

    // Rules that are heard themselves, and are met while they decide about the others.
    traced::apply_rules(|_| {
        let _asked = info_span!("asked").entered();
        Decision { enabled: false, ..Decision::default() }
    });
    assert!(place("asked").is_some() && traced::callsites().all(|place| !place.is_enabled()));

    program.setup.shutdown(SOON).unwrap();
    let stats = traced::stats();
    assert_eq!(stats.created, stats.exported + stats.dropped.total(), "{stats:?}");
}
