//! An unknown policy gets the list of policies.

use traced::traced;

#[traced(stream = items)]
fn f() {}

fn main() {}
