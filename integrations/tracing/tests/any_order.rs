//! Random programs over guards, spans and futures of both kinds, in any order, on several threads: whatever they do, nothing panics, every
//! span is accounted for once, and parents make sense.

#[path = "../../../tests/process/any_order/accounts.rs"]
mod accounts;

use std::{
    cell::RefCell,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    task::{Context, Poll, Waker},
};

use proptest::prelude::*;
use traced::private::Frame;
use tracing::{Instrument, info, info_span, span::EnteredSpan};
use tracing_subscriber::prelude::*;

#[derive(Clone, Debug)]
enum Op {
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
    Entered { _guard: EnteredSpan },
    Span(tracing::Span),
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

fn with_span(number: u8, f: impl FnOnce(&tracing::Span)) {
    match take(number) {
        Some(Object::Span(span)) => {
            f(&span);
            put(Object::Span(span));
        }
        Some(other) => put(other),
        None => {}
    }
}

struct Body(std::vec::IntoIter<Vec<Op>>);

impl Future for Body {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        self.0.next().map_or(Poll::Ready(()), |ops| {
            run(ops);
            Poll::Pending
        })
    }
}

fn poll(mut future: Pin<Box<dyn Future<Output = ()> + Send>>) {
    if future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
        put(Object::Future(future));
    }
}

fn run(ops: Vec<Op>) {
    for op in ops {
        match op {
            Op::Ours => put(Object::Ours { _guard: traced::span!("ours") }),
            Op::Make => put(Object::Span(info_span!("theirs", k = 1, late = tracing::field::Empty))),
            Op::MakeRoot => put(Object::Span(info_span!(parent: None, "theirs"))),
            Op::MakeBelow(number) => with_span(number, |above| put(Object::Span(info_span!(parent: above, "theirs")))),
            Op::Enter(number) => with_span(number, |span| put(Object::Entered { _guard: span.clone().entered() })),
            Op::Event => info!(k = 1, "said"),
            Op::Record(number) => with_span(number, |span| _ = span.record("late", 2)),
            Op::Baggage => _ = traced::current().set_baggage_item("k", "v"),
            Op::Future(parts) => {
                let span = info_span!("future");
                put(Object::Future(Box::pin(Body(parts.into_iter()).instrument(span))));
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
                Some(Object::Span(span)) => on_a_thread(move || {
                    put(Object::Entered { _guard: span.entered() });
                    run(then);
                }),
                Some(other) => put(other),
                None => {}
            },
            Op::Unwind(ops) => {
                let unwound = catch_unwind(AssertUnwindSafe(|| {
                    let _in = info_span!("unwinds").entered();
                    run(ops);
                    resume_unwind(Box::new(()));
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
        1 => Just(Op::MakeRoot),
        2 => any::<u8>().prop_map(Op::MakeBelow),
        6 => any::<u8>().prop_map(Op::Enter),
        2 => Just(Op::Event),
        2 => any::<u8>().prop_map(Op::Record),
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
    tracing_subscriber::registry().with(traced_tracing::layer()).init();
    accounts::hold(&ops(), |program| on_a_thread(move || run(program)));
}
