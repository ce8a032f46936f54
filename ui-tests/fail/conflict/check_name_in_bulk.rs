//! One name for many functions.

use traced::traced;

pub struct S;

#[traced(name = "s")]
impl S {
    pub fn a(&self) -> u32 {
        1 + 2
    }
}

fn main() {}
