//! Programs behave as if the attribute were not there, even where something is installed.

use std::{
    any::type_name_of_val,
    cell::Cell,
    future::Future,
    pin::pin,
    rc::Rc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use traced::export::Memory;
use traced_off_tests::{Annotated, Speaks, asynchronous, bulk, constant, local, misspelt, plain, sync};

fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("these futures are ready at once"),
    }
}

fn everything() {
    assert_eq!(sync(1), Ok(2));
    assert_eq!(sync(10), Err("10 is too much".to_owned()));
    assert_eq!(now(asynchronous([0; 64])), 64);
    assert_eq!(misspelt(), 7);
    assert_eq!(Annotated { number: 2 }.method(), 3);
    assert_eq!(bulk::inside(), 7);
    assert_eq!(Annotated::default().speak(), "…");
    assert_eq!(now(local(Rc::new(Cell::new(5)))), 5);
}

#[test]
fn nothing_is_recorded() {
    let memory = Memory::new();
    let tracing = traced::builder().exporter(memory.clone()).install().expect("nothing else is installed");
    everything();
    tracing.flush(Duration::from_secs(10)).expect("there is nothing to wait for");
    assert!(memory.spans().is_empty());
    assert_eq!(traced::stats().created, 0);

    // What was made by hand was asked for.
    traced::Span::builder("by hand").start().finish();
    tracing.shutdown(Duration::from_secs(10)).expect("memory is always there");
    let names: Vec<_> = memory.spans().into_iter().map(|span| span.name).collect();
    assert_eq!(names, ["by hand"]);
}

#[test]
fn no_place_is_known() {
    assert_eq!(traced::callsites().filter(|site| !site.is_manual()).count(), 0);
}

#[test]
fn a_future_is_the_one_that_was_written() {
    let (traced, plain) = (asynchronous([0; 64]), plain([0; 64]));
    assert_eq!(size_of_val(&traced), size_of_val(&plain));
    assert_eq!(type_name_of_val(&traced), "traced_off_tests::asynchronous::{{closure}}");
}

#[test]
fn a_const_fn_stays_one() {
    const SEVEN: u32 = constant();
    assert_eq!(SEVEN, 7);
}
