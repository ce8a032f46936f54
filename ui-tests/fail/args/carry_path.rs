//! A path of `carry` must be one.

use traced::traced;

#[traced(carry(""))]
fn f() {}

fn main() {}
