//! Random programs over guards, spans, contexts and futures of both kinds, in any order, on several threads: whatever they do, nothing panics,
//! every span is accounted for once, and parents make sense.

#[path = "../../../tests/process/any_order/accounts.rs"]
mod accounts;
#[path = "../../../tests/process/any_order/programs.rs"]
mod programs;

use opentelemetry::{
    Context, ContextGuard, KeyValue,
    baggage::BaggageExt,
    global::{self, BoxedTracer},
    trace::{FutureExt, Status, TraceContextExt, Tracer},
};
use proptest::prelude::*;
use traced::private::Frame;

use programs::{Body, Boxed, put, with};

#[derive(Clone, Debug)]
enum Step {
    /// A span of ours, as a guard.
    Ours,
    /// A span of theirs, in a context.
    Make,
    MakeBelow(u8),
    Attach(u8),
    AttachEmpty,
    AttachBaggage,
    AttachOurs,
    Suppress,
    Write(u8),
    End(u8),
    Baggage,
}

enum Thing {
    Ours { _guard: Frame },
    Attached { _guard: ContextGuard },
    Context(Context),
}

impl Thing {
    /// What it does first on another thread, where it can go there.
    fn moved(self) -> Result<impl FnOnce() + Send, Self> {
        match self {
            Thing::Context(cx) => Ok(move || attach(cx)),
            other => Err(other),
        }
    }
}

fn with_context(number: u8, f: impl FnOnce(&Context)) {
    with(number, |thing| {
        if let Thing::Context(cx) = thing {
            f(cx);
        }
    });
}

fn attach(cx: Context) {
    put(Thing::Attached { _guard: cx.attach() });
}

fn tracer() -> BoxedTracer {
    global::tracer("library")
}

impl Step {
    fn run(self) {
        match self {
            Step::Ours => put(Thing::Ours { _guard: traced::span!("ours") }),
            Step::Make => put(Thing::Context(Context::current_with_span(tracer().start("theirs")))),
            Step::MakeBelow(number) => with_context(number, |above| {
                put(Thing::Context(above.with_span(tracer().start_with_context("theirs", above))));
            }),
            Step::Attach(number) => with_context(number, |cx| attach(cx.clone())),
            Step::AttachEmpty => attach(Context::new()),
            Step::AttachBaggage => attach(Context::current_with_baggage([KeyValue::new("k", "v")])),
            Step::AttachOurs => attach(traced_opentelemetry::context()),
            Step::Suppress => put(Thing::Attached { _guard: Context::enter_telemetry_suppressed_scope() }),
            Step::Write(number) => with_context(number, |cx| {
                cx.span().set_attribute(KeyValue::new("k", 1));
                cx.span().add_event("said", vec![KeyValue::new("k", "v")]);
                cx.span().set_status(Status::error("no"));
            }),
            Step::End(number) => with_context(number, |cx| cx.span().end()),
            Step::Baggage => _ = traced::current().set_baggage_item("k", "v"),
        }
    }
}

/// A future of theirs.
fn future(_: u8, body: Body) -> Boxed {
    Box::pin(body.with_context(Context::current_with_span(tracer().start("future"))))
}

fn in_a_span() -> ContextGuard {
    Context::current_with_span(tracer().start("unwinds")).attach()
}

#[test]
fn whatever_the_order_all_spans_are_accounted_for() {
    global::set_tracer_provider(traced_opentelemetry::provider());
    programs::hold(prop_oneof![
        4 => Just(Step::Ours),
        4 => Just(Step::Make),
        2 => any::<u8>().prop_map(Step::MakeBelow),
        6 => any::<u8>().prop_map(Step::Attach),
        1 => Just(Step::AttachEmpty),
        1 => Just(Step::AttachBaggage),
        2 => Just(Step::AttachOurs),
        1 => Just(Step::Suppress),
        2 => any::<u8>().prop_map(Step::Write),
        2 => any::<u8>().prop_map(Step::End),
        1 => Just(Step::Baggage),
    ]);
}
