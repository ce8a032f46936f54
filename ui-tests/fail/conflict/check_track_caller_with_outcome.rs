//! Looking at the result would change the caller.

use traced::traced;

#[traced(ret)]
#[track_caller]
fn f() -> u32 {
    3
}

fn main() {}
