//! Not on a struct.

use traced::traced;

#[traced]
pub struct S {
    a: u32,
}

fn main() {}
