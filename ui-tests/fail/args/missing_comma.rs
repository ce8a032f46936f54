//! Arguments are separated by commas.

use traced::traced;

#[traced(root skip_all)]
fn f() {}

fn main() {}
