//! A use after a move, with the attribute.

use traced::traced;

#[traced]
fn f(a: String, b: String) -> Result<String, String> {
    drop(b);
    Ok(a + &b)
}

fn main() {}
