//! `stream` on a function that returns none.

use traced::traced;

#[traced(stream = item)]
fn f() -> u32 {
    3
}

fn main() {}
