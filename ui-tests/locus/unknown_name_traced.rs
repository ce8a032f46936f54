//! An unknown name, with the attribute.

use traced::traced;

#[traced]
fn f(a: u32) -> Result<u32, String> {
    Ok(a + b)
}

fn main() {}
