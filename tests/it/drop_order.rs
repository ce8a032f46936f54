//! Arguments are dropped in the order, and at the time, of the plain function.

use std::cell::RefCell;
use std::future::{pending, ready};
use std::task::{Context, Waker};

use futures::executor::block_on;
use traced::testing::capture;
use traced::traced;

thread_local! {
    static DROPPED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

struct Noted(&'static str);

impl Drop for Noted {
    fn drop(&mut self) {
        DROPPED.with_borrow_mut(|list| list.push(self.0));
    }
}

fn dropped() -> Vec<&'static str> {
    DROPPED.take()
}

/// The same functions with and without the attribute.
macro_rules! functions {
    ($module:ident, $(#[$attribute:meta])?) => {
        #[allow(
            clippy::used_underscore_binding,
            clippy::unused_async,
            clippy::unused_self,
            reason = "when parameters are dropped depends on their names and on `async`"
        )]
        mod $module {
            use super::{Noted, pending, ready};

            $(#[$attribute])?
            pub fn sync(_a: Noted, (b, _c): (Noted, Noted), d: Noted, _: Noted, mut e: Noted) -> Result<usize, ()> {
                let _local = Noted("local");
                e.0 = "changed";
                Ok(b.0.len() + d.0.len() + e.0.len())
            }

            $(#[$attribute])?
            pub fn unit(a: Noted, _b: Noted, c: Noted) {
                let _local = Noted("local");
                drop(c);
                let _ = a.0;
            }

            $(#[$attribute])?
            pub async fn lazy(_a: Noted, (b, _c): (Noted, Noted), d: Noted, _: Noted, e: Noted) -> Result<usize, ()> {
                let _local = Noted("local");
                ready(()).await;
                drop(e);
                Ok(b.0.len() + d.0.len())
            }

            $(#[$attribute])?
            pub async fn waiting(a: Noted, _: Noted, b: Noted) -> usize {
                let _local = Noted("local");
                pending::<()>().await;
                a.0.len() + b.0.len()
            }

            pub struct Owner {
                #[expect(dead_code, reason = "it is there to be dropped")]
                pub first: Noted,
                pub second: Noted,
            }

            impl Owner {
                $(#[$attribute])?
                pub fn by_value(self, a: Noted, b: Noted) -> Result<usize, ()> {
                    drop(self.second);
                    Ok(a.0.len() + b.0.len())
                }

                $(#[$attribute])?
                pub async fn by_value_later(self, a: Noted, b: Noted) -> Result<usize, ()> {
                    ready(()).await;
                    drop(self.second);
                    Ok(a.0.len() + b.0.len())
                }

                $(#[$attribute])?
                pub async fn unused_later(self, a: Noted) -> Result<usize, ()> {
                    Ok(a.0.len())
                }
            }

            $(#[$attribute])?
            pub async fn one(a: Noted) -> usize {
                let _local = Noted("local");
                ready(a.0.len()).await
            }
        }
    };
}

functions!(plain,);
functions!(spans, #[super::traced]);
functions!(silent, #[super::traced(skip_all)]);

macro_rules! compare {
    ($run:ident, $name:ident ( $($argument:expr),* )) => {{
        let plain = $run(plain::$name($($argument),*));
        assert_eq!($run(spans::$name($($argument),*)), plain, "with recorded arguments");
        assert_eq!($run(silent::$name($($argument),*)), plain, "without");
        let recorded = capture(|| $run(spans::$name($($argument),*)));
        assert_eq!(*recorded.value(), plain, "while recording");
    }};
}

fn called<T>(_: T) -> Vec<&'static str> {
    dropped()
}

fn awaited<F: Future>(future: F) -> Vec<&'static str> {
    drop(block_on(future));
    dropped()
}

fn not_polled<F: Future>(future: F) -> Vec<&'static str> {
    drop(future);
    dropped()
}

fn polled_once<F: Future>(future: F) -> Vec<&'static str> {
    let mut future = Box::pin(future);
    assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    drop(future);
    dropped()
}

#[test]
fn sync_functions() {
    compare!(called, sync(Noted("a"), (Noted("b"), Noted("c")), Noted("d"), Noted("_"), Noted("e")));
    compare!(called, unit(Noted("a"), Noted("b"), Noted("c")));
}

#[test]
fn async_functions_that_are_ready() {
    compare!(awaited, lazy(Noted("a"), (Noted("b"), Noted("c")), Noted("d"), Noted("_"), Noted("e")));
    compare!(awaited, one(Noted("a")));
}

#[test]
fn async_functions_that_are_never_polled() {
    compare!(not_polled, lazy(Noted("a"), (Noted("b"), Noted("c")), Noted("d"), Noted("_"), Noted("e")));
    compare!(not_polled, waiting(Noted("a"), Noted("_"), Noted("b")));
    compare!(not_polled, one(Noted("a")));
}

#[test]
fn async_functions_that_are_cancelled() {
    compare!(polled_once, waiting(Noted("a"), Noted("_"), Noted("b")));
}

macro_rules! owners {
    ($run:ident, $method:ident ( $($argument:expr),* )) => {{
        let plain = $run(plain::Owner { first: Noted("first"), second: Noted("second") }.$method($($argument),*));
        let spans = $run(spans::Owner { first: Noted("first"), second: Noted("second") }.$method($($argument),*));
        let silent = $run(silent::Owner { first: Noted("first"), second: Noted("second") }.$method($($argument),*));
        assert_eq!((spans, silent), (plain.clone(), plain));
    }};
}

#[test]
fn methods_that_take_self_by_value() {
    owners!(called, by_value(Noted("a"), Noted("b")));
    owners!(awaited, by_value_later(Noted("a"), Noted("b")));
    owners!(not_polled, by_value_later(Noted("a"), Noted("b")));
    owners!(awaited, unused_later(Noted("a")));
    owners!(not_polled, unused_later(Noted("a")));
}
