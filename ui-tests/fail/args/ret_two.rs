//! `ret` takes one closure.

use traced::traced;

#[traced(ret(|r| r, 3))]
fn f() -> u8 {
    3
}

fn main() {}
