//! A use after a move, without the attribute.



// no attribute
fn f(a: String, b: String) -> Result<String, String> {
    drop(b);
    Ok(a + &b)
}

fn main() {}
