//! A wrong type in the body, with the attribute.

use traced::traced;

#[traced]
fn f(a: u32) -> Result<u32, String> {
    let b: u32 = "three";
    Ok(a + b)
}

fn main() {}
