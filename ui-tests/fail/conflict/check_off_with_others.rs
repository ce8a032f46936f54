//! `off` leaves nothing for the others.

use traced::traced;

#[traced(off, kind = client)]
fn f() {}

fn main() {}
