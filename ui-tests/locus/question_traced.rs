//! A `?` that does not convert, with the attribute.

use traced::traced;

#[traced]
fn f(a: &str) -> Result<u32, String> {
    let n: u32 = a.parse()?;
    Ok(n)
}

fn main() {}
