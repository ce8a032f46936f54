//! A tag needs its value.

use traced::traced;

#[traced(tags(user))]
fn f() {}

fn main() {}
