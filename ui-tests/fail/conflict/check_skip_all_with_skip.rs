//! `skip_all` leaves nothing to `skip`.

use traced::traced;

#[traced(skip_all, skip(a))]
fn f(a: u32) {
    let _ = a;
}

fn main() {}
