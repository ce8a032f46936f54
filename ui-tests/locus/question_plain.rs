//! A `?` that does not convert, without the attribute.



// no attribute
fn f(a: &str) -> Result<u32, String> {
    let n: u32 = a.parse()?;
    Ok(n)
}

fn main() {}
