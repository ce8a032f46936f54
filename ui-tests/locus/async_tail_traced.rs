//! A wrong type at the end of an async body, with the attribute.

use traced::traced;

#[traced]
async fn f(a: u32) -> Result<u32, String> {
    a
}

fn main() {}
