//! Random programs over what is at hand on a thread: opened, polled, moved, dropped and leaked in any order, whatever it is.
//!
//! What else a program may do, and with what, is a library's own: `crate::Step` and `crate::Thing`.

use std::{
    cell::RefCell,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    task::{Context, Poll, Waker},
};

use proptest::{collection::vec, prelude::*};

use crate::{Step, Thing, accounts, future, in_a_span};

pub type Boxed = Pin<Box<dyn Future<Output = ()> + Send>>;

#[derive(Clone, Debug)]
enum Op {
    Step(Step),
    /// A future that runs a part of the program at each poll; of some kind, where there are several.
    Future(u8, Vec<Vec<Op>>),
    Poll(u8),
    /// Drops anything.
    Close(u8),
    Forget(u8),
    /// Goes on with something on another thread.
    Move(u8, Vec<Op>),
    Carry(Vec<Op>),
    Unwind(Vec<Op>),
}

enum Object {
    Thing(Thing),
    Future(Boxed),
}

thread_local! {
    static OBJECTS: RefCell<Vec<Object>> = const { RefCell::new(Vec::new()) };
}

fn keep(object: Object) {
    OBJECTS.with_borrow_mut(|objects| objects.push(object));
}

pub fn put(thing: Thing) {
    keep(Object::Thing(thing));
}

/// Takes an object out, so that nothing is borrowed while it is used.
fn take(number: u8) -> Option<Object> {
    OBJECTS.with_borrow_mut(|objects| {
        let len = objects.len();
        (len > 0).then(|| objects.remove(usize::from(number) % len))
    })
}

/// Does something with a thing, which is put back.
pub fn with(number: u8, f: impl FnOnce(&Thing)) {
    let object = take(number);
    if let Some(Object::Thing(thing)) = &object {
        f(thing);
    }
    object.into_iter().for_each(keep);
}

pub struct Body(std::vec::IntoIter<Vec<Op>>);

impl Future for Body {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        self.0.next().map_or(Poll::Ready(()), |ops| {
            run(ops);
            Poll::Pending
        })
    }
}

fn poll(mut future: Boxed) {
    if future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
        keep(Object::Future(future));
    }
}

fn run(ops: Vec<Op>) {
    for op in ops {
        match op {
            Op::Step(step) => step.run(),
            Op::Future(kind, parts) => keep(Object::Future(future(kind, Body(parts.into_iter())))),
            Op::Poll(number) => match take(number) {
                Some(Object::Future(future)) => poll(future),
                other => other.into_iter().for_each(keep),
            },
            Op::Close(number) => drop(take(number)),
            Op::Forget(number) => std::mem::forget(take(number)),
            Op::Move(number, then) => match take(number) {
                Some(Object::Future(future)) => on_a_thread(move || {
                    poll(future);
                    run(then);
                }),
                Some(Object::Thing(thing)) => match thing.moved() {
                    Ok(arrive) => on_a_thread(move || {
                        arrive();
                        run(then);
                    }),
                    Err(thing) => put(thing),
                },
                None => {}
            },
            Op::Carry(ops) => on_a_thread(traced::carry(move || run(ops))),
            Op::Unwind(ops) => {
                let unwound = catch_unwind(AssertUnwindSafe(|| {
                    let _in = in_a_span();
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

/// Runs programs that also take such steps, and looks at what came of each.
pub fn hold(steps: impl Strategy<Value = Step> + 'static) {
    let leaf = prop_oneof![
        22 => steps.prop_map(Op::Step),
        7 => any::<u8>().prop_map(Op::Poll),
        8 => any::<u8>().prop_map(Op::Close),
        1 => any::<u8>().prop_map(Op::Forget),
    ];
    let op = leaf.prop_recursive(4, 60, 8, |op| {
        let ops = vec(op, 0..8);
        prop_oneof![
            4 => (any::<u8>(), vec(ops.clone(), 0..3)).prop_map(|(kind, parts)| Op::Future(kind, parts)),
            1 => (any::<u8>(), ops.clone()).prop_map(|(number, ops)| Op::Move(number, ops)),
            1 => ops.clone().prop_map(Op::Carry),
            1 => ops.prop_map(Op::Unwind),
        ]
    });
    accounts::hold(&vec(op, 1..40), |program| on_a_thread(move || run(program)));
}
