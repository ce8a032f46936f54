//! Guards, futures and spans opened, entered, polled, moved, dropped, finished and leaked in any order and on any thread: whatever comes of
//! it is a forest, each span is exported once, and all that were created are accounted for.

#[path = "any_order/accounts.rs"]
mod accounts;

use std::{
    cell::RefCell,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    task::{Context, Poll, Waker},
};

use proptest::prelude::*;
use traced::{
    __private::{self as private, Callsite, Errors, Frame, Kind, Meta, Orphan},
    FutureExt, Span, current,
};

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
enum Op {
    Enter,
    EnterRoot,
    Start,
    Scope(u8),
    Finish(u8),
    Close(u8),
    Forget(u8),
    Make(How, Vec<Vec<Op>>),
    Poll(u8),
    Move(u8, Vec<Op>),
    Carry(Vec<Op>),
    Unwind(Vec<Op>),
    Baggage,
    Tag,
    Many,
}

#[derive(Clone, Copy, Debug)]
enum How {
    Called,
    CalledAsRoot,
    Detached,
    Carried,
    InSpan,
}

enum Object {
    /// Closed by being dropped.
    Guard {
        _guard: Guard,
    },
    Span(Span),
    Future(Pin<Box<dyn Future<Output = ()> + Send>>),
}

enum Guard {
    Frame { _frame: Frame },
    Scope { _scope: traced::Scope },
}

fn frame(frame: Frame) -> Object {
    Object::Guard { _guard: Guard::Frame { _frame: frame } }
}

fn scope(span: &Span) -> Object {
    Object::Guard { _guard: Guard::Scope { _scope: span.enter() } }
}

thread_local! {
    static OBJECTS: RefCell<Vec<Object>> = const { RefCell::new(Vec::new()) };
}

fn put(object: Object) {
    OBJECTS.with_borrow_mut(|objects| objects.push(object));
}

/// Takes an object out, so that nothing is borrowed while it is polled or dropped.
fn take(number: u8) -> Option<Object> {
    OBJECTS.with_borrow_mut(|objects| {
        let len = objects.len();
        (len > 0).then(|| objects.remove(usize::from(number) % len))
    })
}

/// Runs a part of the program at each poll.
struct Body(std::vec::IntoIter<Vec<Op>>);

impl Future for Body {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        match self.0.next() {
            None => Poll::Ready(()),
            Some(ops) => {
                run(ops);
                Poll::Pending
            }
        }
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        drop(private::enter(&CALL));
        current().tag("dropped", true);
    }
}

fn make(how: How, parts: Vec<Vec<Op>>) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    let body = Body(parts.into_iter());
    match how {
        How::Called => Box::pin(private::future::<(), _, _>(&TASK, body, private::ignore)),
        How::CalledAsRoot => {
            Box::pin(private::future_as::<(), _, _>(&TASK, private::Origin::new().root(), body, private::ignore))
        }
        How::Detached => Box::pin(private::enter(&TASK).future::<(), _, _>(|| body, private::ignore)),
        How::Carried => Box::pin(traced::carry(body)),
        How::InSpan => Box::pin(body.in_span(Span::builder("moved in").start())),
    }
}

fn run(ops: Vec<Op>) {
    for op in ops {
        match op {
            Op::Enter => put(frame(private::enter(&CALL))),
            Op::EnterRoot => put(frame(private::enter_as(&CALL, private::Origin::new().root()))),
            Op::Start => put(Object::Span(Span::builder("by hand").tag("k", 1).start())),
            Op::Scope(number) => match take(number) {
                Some(Object::Span(span)) => {
                    put(scope(&span));
                    put(Object::Span(span));
                }
                Some(other) => put(other),
                None => {}
            },
            Op::Finish(number) => match take(number) {
                Some(Object::Span(span)) => {
                    span.finish();
                    put(Object::Span(span));
                }
                Some(other) => put(other),
                None => {}
            },
            Op::Close(number) => drop(take(number)),
            Op::Forget(number) => std::mem::forget(take(number)),
            Op::Make(how, parts) => put(Object::Future(make(how, parts))),
            Op::Poll(number) => match take(number) {
                Some(Object::Future(mut future)) => {
                    let pending = future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending();
                    if pending {
                        put(Object::Future(future));
                    }
                }
                Some(other) => put(other),
                None => {}
            },
            Op::Move(number, then) => match take(number) {
                Some(Object::Future(mut future)) => on_a_thread(move || {
                    let pending = future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending();
                    run(then);
                    if pending {
                        put(Object::Future(future));
                    }
                }),
                Some(Object::Span(span)) => on_a_thread(move || {
                    put(scope(&span));
                    put(Object::Span(span));
                    run(then);
                }),
                Some(other) => put(other),
                None => {}
            },
            Op::Carry(ops) => on_a_thread(traced::carry(move || run(ops))),
            Op::Unwind(ops) => {
                let unwound = catch_unwind(AssertUnwindSafe(|| {
                    let _frame = private::enter(&CALL);
                    run(ops);
                    resume_unwind(Box::new(()));
                }));
                assert!(unwound.is_err());
            }
            Op::Baggage => {
                current().set_baggage_item("k", "v");
            }
            Op::Tag => {
                current().tag("k", "some text").log([("event", "x")]);
            }
            Op::Many => {
                // Enough for several blocks.
                for _ in 0..40 {
                    let frame = private::enter(&CALL);
                    frame.args(&[private::Captured::U64(7)]);
                }
            }
        }
    }
}

fn on_a_thread(f: impl FnOnce() + Send + 'static) {
    let thread = std::thread::spawn(move || {
        f();
        close_all();
    });
    thread.join().expect("nothing panics");
}

/// What is left when a thread ends, oldest first: the wrong way round.
fn close_all() {
    while let Some(object) = take(0) {
        drop(object);
    }
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let leaf = prop_oneof![
        6 => Just(Op::Enter),
        1 => Just(Op::EnterRoot),
        4 => Just(Op::Start),
        5 => any::<u8>().prop_map(Op::Scope),
        2 => any::<u8>().prop_map(Op::Finish),
        8 => any::<u8>().prop_map(Op::Close),
        1 => any::<u8>().prop_map(Op::Forget),
        8 => any::<u8>().prop_map(Op::Poll),
        2 => Just(Op::Baggage),
        2 => Just(Op::Tag),
        1 => Just(Op::Many),
    ];
    let how = prop_oneof![
        Just(How::Called),
        Just(How::CalledAsRoot),
        Just(How::Detached),
        Just(How::Carried),
        Just(How::InSpan)
    ];
    let op = leaf.prop_recursive(4, 60, 8, move |op| {
        let ops = prop::collection::vec(op, 0..8);
        prop_oneof![
            4 => (how.clone(), prop::collection::vec(ops.clone(), 0..3)).prop_map(|(how, parts)| Op::Make(how, parts)),
            1 => (any::<u8>(), ops.clone()).prop_map(|(number, ops)| Op::Move(number, ops)),
            1 => ops.clone().prop_map(Op::Carry),
            1 => ops.prop_map(Op::Unwind),
        ]
    });
    prop::collection::vec(op, 1..40)
}

#[test]
fn whatever_the_order_all_spans_are_accounted_for() {
    accounts::hold(&ops(), |program| on_a_thread(move || run(program)));
}
