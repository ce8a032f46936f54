//! An unknown policy gets the list of policies.

use traced::traced;

#[traced(orphan = skip)]
fn f() {}

fn main() {}
