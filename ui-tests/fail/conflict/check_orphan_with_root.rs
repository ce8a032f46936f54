//! A root is never an orphan.

use traced::traced;

#[traced(orphan = ignore, root)]
fn f() {}

fn main() {}
