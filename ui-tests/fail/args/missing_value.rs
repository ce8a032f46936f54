//! An argument without its value.

use traced::traced;

#[traced(kind)]
fn f() {}

fn main() {}
