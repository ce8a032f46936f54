//! An argument given twice is a mistake at the second place.

use traced::traced;

#[traced(kind = client, skip_all, kind = server)]
fn f(a: u32) {
    let _ = a;
}

fn main() {}
