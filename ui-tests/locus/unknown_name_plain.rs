//! An unknown name, without the attribute.



// no attribute
fn f(a: u32) -> Result<u32, String> {
    Ok(a + b)
}

fn main() {}
