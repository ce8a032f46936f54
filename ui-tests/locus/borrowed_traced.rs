//! A borrow that ends too early, with the attribute.

use traced::traced;

#[traced]
fn f(a: String) -> Result<&'static str, ()> {
    Ok(a.as_str())
}

fn main() {}
