//! An unknown kind gets the list of kinds.

use traced::traced;

#[traced(kind = sever)]
fn f() {}

fn main() {}
