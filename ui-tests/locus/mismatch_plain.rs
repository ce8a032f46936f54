//! A wrong type in the body, without the attribute.



// no attribute
fn f(a: u32) -> Result<u32, String> {
    let b: u32 = "three";
    Ok(a + b)
}

fn main() {}
