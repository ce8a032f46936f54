//! Random programs over guards, spans, contexts and futures of both kinds, in any order, on several threads: whatever they do, nothing panics,
//! every span is accounted for once, and parents make sense.

#[path = "../../../tests/process/any_order/accounts.rs"]
mod accounts;

use std::{
    cell::RefCell,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    task::{Poll, Waker},
};

use opentelemetry::{
    Context, ContextGuard, KeyValue,
    baggage::BaggageExt,
    global,
    trace::{FutureExt, Status, TraceContextExt, Tracer},
};
use proptest::prelude::*;
use traced::private::Frame;

#[derive(Clone, Debug)]
enum Op {
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
    /// A future of theirs that runs a part of the program at each poll.
    Future(Vec<Vec<Op>>),
    Poll(u8),
    /// Drops anything.
    Close(u8),
    Forget(u8),
    /// Goes on with something on another thread.
    Move(u8, Vec<Op>),
    Unwind(Vec<Op>),
}

enum Object {
    Ours { _guard: Frame },
    Attached { _guard: ContextGuard },
    Context(Context),
    Future(Pin<Box<dyn Future<Output = ()> + Send>>),
}

thread_local! {
    static OBJECTS: RefCell<Vec<Object>> = const { RefCell::new(Vec::new()) };
}

fn put(object: Object) {
    OBJECTS.with_borrow_mut(|objects| objects.push(object));
}

/// Takes an object out, so that nothing is borrowed while it is used.
fn take(number: u8) -> Option<Object> {
    OBJECTS.with_borrow_mut(|objects| {
        let len = objects.len();
        (len > 0).then(|| objects.remove(usize::from(number) % len))
    })
}

fn with_context(number: u8, f: impl FnOnce(&Context)) {
    match take(number) {
        Some(Object::Context(cx)) => {
            f(&cx);
            put(Object::Context(cx));
        }
        Some(other) => put(other),
        None => {}
    }
}

fn attach(cx: Context) {
    put(Object::Attached { _guard: cx.attach() });
}

struct Body(std::vec::IntoIter<Vec<Op>>);

impl Future for Body {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut std::task::Context<'_>) -> Poll<()> {
        self.0.next().map_or(Poll::Ready(()), |ops| {
            run(ops);
            Poll::Pending
        })
    }
}

fn poll(mut future: Pin<Box<dyn Future<Output = ()> + Send>>) {
    if future.as_mut().poll(&mut std::task::Context::from_waker(Waker::noop())).is_pending() {
        put(Object::Future(future));
    }
}

fn run(ops: Vec<Op>) {
    let tracer = global::tracer("library");
    for op in ops {
        match op {
            Op::Ours => put(Object::Ours { _guard: traced::span!("ours") }),
            Op::Make => put(Object::Context(Context::current_with_span(tracer.start("theirs")))),
            Op::MakeBelow(number) => {
                with_context(number, |above| {
                    put(Object::Context(above.with_span(tracer.start_with_context("theirs", above))));
                });
            }
            Op::Attach(number) => with_context(number, |cx| attach(cx.clone())),
            Op::AttachEmpty => attach(Context::new()),
            Op::AttachBaggage => attach(Context::current_with_baggage([KeyValue::new("k", "v")])),
            Op::AttachOurs => attach(traced_opentelemetry::context()),
            Op::Suppress => put(Object::Attached { _guard: Context::enter_telemetry_suppressed_scope() }),
            Op::Write(number) => with_context(number, |cx| {
                cx.span().set_attribute(KeyValue::new("k", 1));
                cx.span().add_event("said", vec![KeyValue::new("k", "v")]);
                cx.span().set_status(Status::error("no"));
            }),
            Op::End(number) => with_context(number, |cx| cx.span().end()),
            Op::Baggage => _ = traced::current().set_baggage_item("k", "v"),
            Op::Future(parts) => {
                let cx = Context::current_with_span(tracer.start("future"));
                put(Object::Future(Box::pin(Body(parts.into_iter()).with_context(cx))));
            }
            Op::Poll(number) => match take(number) {
                Some(Object::Future(future)) => poll(future),
                Some(other) => put(other),
                None => {}
            },
            Op::Close(number) => drop(take(number)),
            Op::Forget(number) => std::mem::forget(take(number)),
            Op::Move(number, then) => match take(number) {
                Some(Object::Future(future)) => on_a_thread(move || {
                    poll(future);
                    run(then);
                }),
                Some(Object::Context(cx)) => on_a_thread(move || {
                    attach(cx);
                    run(then);
                }),
                Some(other) => put(other),
                None => {}
            },
            Op::Unwind(ops) => {
                let unwound = catch_unwind(AssertUnwindSafe(|| {
                    tracer.in_span("unwinds", |_| {
                        run(ops);
                        resume_unwind(Box::new(()));
                    });
                }));
                assert!(unwound.is_err());
            }
        }
    }
}

fn on_a_thread(f: impl FnOnce() + Send + 'static) {
    let thread = std::thread::spawn(move || {
        f();
        // What is left when a thread ends, oldest first: the wrong way round.
        while let Some(object) = take(0) {
            drop(object);
        }
    });
    thread.join().expect("nothing panics");
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let leaf = prop_oneof![
        4 => Just(Op::Ours),
        4 => Just(Op::Make),
        2 => any::<u8>().prop_map(Op::MakeBelow),
        6 => any::<u8>().prop_map(Op::Attach),
        1 => Just(Op::AttachEmpty),
        1 => Just(Op::AttachBaggage),
        2 => Just(Op::AttachOurs),
        1 => Just(Op::Suppress),
        2 => any::<u8>().prop_map(Op::Write),
        2 => any::<u8>().prop_map(Op::End),
        1 => Just(Op::Baggage),
        6 => any::<u8>().prop_map(Op::Poll),
        8 => any::<u8>().prop_map(Op::Close),
        1 => any::<u8>().prop_map(Op::Forget),
    ];
    let op = leaf.prop_recursive(4, 60, 8, |op| {
        let ops = prop::collection::vec(op, 0..8);
        prop_oneof![
            4 => prop::collection::vec(ops.clone(), 0..3).prop_map(Op::Future),
            1 => (any::<u8>(), ops.clone()).prop_map(|(number, ops)| Op::Move(number, ops)),
            1 => ops.prop_map(Op::Unwind),
        ]
    });
    prop::collection::vec(op, 1..40)
}

#[test]
fn whatever_the_order_all_spans_are_accounted_for() {
    global::set_tracer_provider(traced_opentelemetry::provider());
    accounts::hold(&ops(), |program| on_a_thread(move || run(program)));
}
