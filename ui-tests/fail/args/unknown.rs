//! An unknown argument gets the list of those that exist, and the nearest.

use traced::traced;

#[traced(skipp_all)]
fn f(a: u32) {
    let _ = a;
}

fn main() {}
