//! `carry` is switched off or given paths.

use traced::traced;

#[traced(carry = no)]
fn f() {}

fn main() {}
