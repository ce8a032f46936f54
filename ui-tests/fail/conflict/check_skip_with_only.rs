//! `only` and `skip` contradict each other.

use traced::traced;

#[traced(only(a), skip(b))]
fn f(a: u32, b: u32) {
    let _ = (a, b);
}

fn main() {}
