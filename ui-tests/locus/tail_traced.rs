//! A wrong type at the end of the body, with the attribute.

use traced::traced;

#[traced]
fn f(a: u32) -> Result<u32, String> {
    a
}

fn main() {}
