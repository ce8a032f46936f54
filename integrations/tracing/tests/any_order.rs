//! Random programs over guards, spans and futures of both kinds, in any order, on several threads: whatever they do, nothing panics, every
//! span is accounted for once, and parents make sense.

#[path = "../../../tests/process/any_order/accounts.rs"]
mod accounts;
#[path = "../../../tests/process/any_order/programs.rs"]
mod programs;

use proptest::prelude::*;
use traced::private::Frame;
use tracing::{Instrument, info, info_span, span::EnteredSpan};
use tracing_subscriber::prelude::*;

use programs::{Body, Boxed, put, with};

#[derive(Clone, Debug)]
enum Step {
    /// A span of ours, as a guard.
    Ours,
    /// A span of theirs.
    Make,
    MakeRoot,
    MakeBelow(u8),
    Enter(u8),
    Event,
    Record(u8),
    Baggage,
}

enum Thing {
    Ours { _guard: Frame },
    Entered { _guard: EnteredSpan },
    Span(tracing::Span),
}

impl Thing {
    /// What it does first on another thread, where it can go there.
    fn moved(self) -> Result<impl FnOnce() + Send, Self> {
        match self {
            Thing::Span(span) => Ok(move || put(Thing::Entered { _guard: span.entered() })),
            other => Err(other),
        }
    }
}

fn with_span(number: u8, f: impl FnOnce(&tracing::Span)) {
    with(number, |thing| {
        if let Thing::Span(span) = thing {
            f(span);
        }
    });
}

impl Step {
    fn run(self) {
        match self {
            Step::Ours => put(Thing::Ours { _guard: traced::span!("ours") }),
            Step::Make => put(Thing::Span(info_span!("theirs", k = 1, late = tracing::field::Empty))),
            Step::MakeRoot => put(Thing::Span(info_span!(parent: None, "theirs"))),
            Step::MakeBelow(number) => with_span(number, |above| put(Thing::Span(info_span!(parent: above, "theirs")))),
            Step::Enter(number) => with_span(number, |span| put(Thing::Entered { _guard: span.clone().entered() })),
            Step::Event => info!(k = 1, "said"),
            Step::Record(number) => with_span(number, |span| _ = span.record("late", 2)),
            Step::Baggage => _ = traced::current().set_baggage_item("k", "v"),
        }
    }
}

/// A future of theirs.
fn future(_: u8, body: Body) -> Boxed {
    Box::pin(body.instrument(info_span!("future")))
}

fn in_a_span() -> EnteredSpan {
    info_span!("unwinds").entered()
}

#[test]
fn whatever_the_order_all_spans_are_accounted_for() {
    tracing_subscriber::registry().with(traced_tracing::layer()).init();
    programs::hold(prop_oneof![
        4 => Just(Step::Ours),
        4 => Just(Step::Make),
        1 => Just(Step::MakeRoot),
        2 => any::<u8>().prop_map(Step::MakeBelow),
        6 => any::<u8>().prop_map(Step::Enter),
        2 => Just(Step::Event),
        2 => any::<u8>().prop_map(Step::Record),
        1 => Just(Step::Baggage),
    ]);
}
