//! Not on a union.

use traced::traced;

#[traced]
pub union U {
    a: u32,
}

fn main() {}
