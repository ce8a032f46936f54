//! Two tags with one key.

use traced::traced;

#[traced(tags(a = 1, "a" = 2))]
fn f() {}

fn main() {}
