//! Not on a `const fn`; the message says what to do.

use traced::traced;

#[traced]
const fn f(a: u32) -> u32 {
    a
}

fn main() {}
