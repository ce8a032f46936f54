//! A value at the end of a body without one, with the attribute.

use traced::traced;

#[traced]
fn f(a: u32) {
    a
}

fn main() {}
