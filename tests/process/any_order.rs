//! Guards, futures and spans opened, entered, polled, moved, dropped, finished and leaked in any order and on any thread: whatever comes of
//! it is a forest, each span is exported once, and all that were created are accounted for.

#[path = "any_order/accounts.rs"]
mod accounts;
#[path = "any_order/programs.rs"]
mod programs;

use proptest::prelude::*;
use traced::{
    __private::{self as private, Callsite, Errors, Frame, Kind, Meta, Orphan},
    FutureExt, Span, current,
};

use programs::{Body, Boxed, put, with};

static CALL: Callsite = site("call");
private::register!(CALL);
static TASK: Callsite = site("task");
private::register!(TASK);

const fn site(name: &'static str) -> Callsite {
    Callsite::new(Meta {
        name,
        function: name,
        module: "any_order",
        file: file!(),
        line: 1,
        fields: &["argument"],
        kind: Kind::Internal,
        orphan: Orphan::Root,
        errors: Errors::Chain,
        shape: private::Shape::UNKNOWN,
    })
}

#[derive(Clone, Debug)]
enum Step {
    Enter,
    EnterRoot,
    Start,
    Scope(u8),
    Finish(u8),
    Baggage,
    Tag,
    Many,
}

/// Guards are closed by being dropped.
enum Thing {
    Frame { _guard: Frame },
    Scope { _guard: traced::Scope },
    Span(Span),
}

impl Thing {
    /// What it does first on another thread, where it can go there.
    fn moved(self) -> Result<impl FnOnce() + Send, Self> {
        match self {
            Thing::Span(span) => Ok(move || {
                enter(&span);
                put(Thing::Span(span));
            }),
            other => Err(other),
        }
    }
}

fn enter(span: &Span) {
    put(Thing::Scope { _guard: span.enter() });
}

fn with_span(number: u8, f: impl FnOnce(&Span)) {
    with(number, |thing| {
        if let Thing::Span(span) = thing {
            f(span);
        }
    });
}

impl Step {
    fn run(self) {
        match self {
            Step::Enter => put(Thing::Frame { _guard: private::enter(&CALL) }),
            Step::EnterRoot => put(Thing::Frame { _guard: private::enter_as(&CALL, private::Origin::new().root()) }),
            Step::Start => put(Thing::Span(Span::builder("by hand").tag("k", 1).start())),
            Step::Scope(number) => with_span(number, enter),
            Step::Finish(number) => with_span(number, Span::finish),
            Step::Baggage => _ = current().set_baggage_item("k", "v"),
            Step::Tag => _ = current().tag("k", "some text").log([("event", "x")]),
            Step::Many => {
                // Enough for several blocks.
                for _ in 0..40 {
                    let frame = private::enter(&CALL);
                    frame.args(&[private::Captured::U64(7)]);
                }
            }
        }
    }
}

/// Records when it is dropped.
struct Dropped;

impl Drop for Dropped {
    fn drop(&mut self) {
        drop(private::enter(&CALL));
        current().tag("dropped", true);
    }
}

fn future(kind: u8, body: Body) -> Boxed {
    let dropped = Dropped;
    let body = async move {
        let _dropped = dropped;
        body.await;
    };
    match kind % 5 {
        0 => Box::pin(private::future::<(), _, _>(&TASK, body, private::ignore)),
        1 => Box::pin(private::future_as::<(), _, _>(&TASK, private::Origin::new().root(), body, private::ignore)),
        2 => Box::pin(private::enter(&TASK).future::<(), _, _>(|| body, private::ignore)),
        3 => Box::pin(traced::carry(body)),
        _ => Box::pin(body.in_span(Span::builder("moved in").start())),
    }
}

fn in_a_span() -> Frame {
    private::enter(&CALL)
}

#[test]
fn whatever_the_order_all_spans_are_accounted_for() {
    programs::hold(prop_oneof![
        6 => Just(Step::Enter),
        1 => Just(Step::EnterRoot),
        4 => Just(Step::Start),
        5 => any::<u8>().prop_map(Step::Scope),
        2 => any::<u8>().prop_map(Step::Finish),
        2 => Just(Step::Baggage),
        2 => Just(Step::Tag),
        1 => Just(Step::Many),
    ]);
}
