//! A library that annotates as it likes, and pays nothing for it: the attribute gives every item back as it was written.

// Whatever would be in an expansion, it would not pass this.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

use std::{cell::Cell, future::Future, rc::Rc};

use traced::traced;

/// A function, and its twin without the attribute.
#[traced(ret, tags(twice = value * 2))]
pub fn sync(value: u32) -> Result<u32, String> {
    if value > 9 { Err(format!("{value} is too much")) } else { Ok(value + 1) }
}

/// Its future must not be larger than the plain one.
#[traced]
pub async fn asynchronous(bytes: [u8; 64]) -> usize {
    std::future::ready(()).await;
    bytes.len()
}

/// The twin of [`asynchronous`].
pub async fn plain(bytes: [u8; 64]) -> usize {
    std::future::ready(()).await;
    bytes.len()
}

/// Would be refused where recording is on: a `const fn` may run while compiling.
#[traced]
pub const fn constant() -> u32 {
    7
}

/// Nobody looks at the arguments, so that a library compiles with any version of the attribute.
#[traced(these = "are", no, arguments(at, all))]
pub fn misspelt() -> u32 {
    constant()
}

/// Would be refused too, and is given back.
#[traced]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Annotated {
    /// A field.
    pub number: u32,
}

#[traced]
impl Annotated {
    /// A method, whose own attribute is as silent as the outer one.
    #[traced("another name", skip_all)]
    pub fn method(&self) -> u32 {
        self.untraced() + 1
    }

    #[traced(off)]
    fn untraced(&self) -> u32 {
        self.number
    }
}

/// Functions in bulk.
#[traced]
pub mod bulk {
    /// One of them.
    pub fn inside() -> u32 {
        super::misspelt()
    }
}

/// A trait with a body.
#[traced]
pub trait Speaks {
    /// The body.
    fn speak(&self) -> &'static str {
        "…"
    }
}

impl Speaks for Annotated {}

/// What it returns is neither `Send` nor wrapped.
#[traced]
pub fn local(counter: Rc<Cell<u32>>) -> impl Future<Output = u32> {
    let before = counter.replace(1);
    async move { before }
}
