//! The argument of a spawn call that the macro has found: a future or closure is carried, anything else stays as it is.
//!
//! Autoref specialisation, as in `capture`, picks a tag, and the tag's method takes the argument by value, so that nothing is borrowed:
//! `match Carried(x) { work => (&&&work).__traced_tag().carry(work) }`.

use std::future::Future;

use crate::carry::{InSpan, Ticket};

/// An argument that is about to be carried.
#[derive(Debug)]
pub struct Carried<T>(pub T);

macro_rules! rank {
    ($trait:ident, $tag:ident, [$($refs:tt)*], [$($generics:tt)*], $doc:literal) => {
        #[doc = $doc]
        pub trait $trait {
            /// Its tag.
            fn __traced_tag(&self) -> $tag;
        }

        impl<$($generics)*> $trait for $($refs)* Carried<T> {
            #[inline]
            fn __traced_tag(&self) -> $tag {
                $tag
            }
        }

        #[doc = $doc]
        #[derive(Clone, Copy, Debug)]
        pub struct $tag;
    };
}

rank!(ViaFuture, Fut, [&&], [T: Future], "A future.");
rank!(ViaClosure, Closure, [&], [T: FnOnce() -> R, R], "A closure without arguments.");
rank!(Otherwise, Other, [], [T], "Anything else.");

impl Fut {
    /// Polls it under the span that is current now.
    #[inline]
    pub fn carry<T: Future>(self, work: Carried<T>) -> InSpan<T> {
        InSpan::current(work.0)
    }
}

impl Closure {
    /// Runs it under the span that is current now.
    #[inline]
    pub fn carry<T: FnOnce() -> R, R>(self, work: Carried<T>) -> impl FnOnce() -> R {
        let ticket = Ticket::current();
        move || ticket.run(work.0)
    }
}

impl Other {
    /// Leaves it as it is.
    #[inline]
    pub fn carry<T>(self, work: Carried<T>) -> T {
        work.0
    }
}
