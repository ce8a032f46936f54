//! `off`, and functions around which a span could not be put, alone and in bulk.
#![allow(dead_code, reason = "it only has to compile")]

use traced::traced;

#[traced(off)]
const fn constant(a: u8) -> u8 {
    a
}

#[traced(off)]
struct NotAFunction;

#[traced(off)]
mod module {
    pub fn f() {}
}

const N: u8 = constant(3);

fn main() {
    module::f();
    assert_eq!(N, 3);
}
