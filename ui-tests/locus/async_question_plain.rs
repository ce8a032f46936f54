//! A `?` that does not convert, without the attribute.



// no attribute
async fn f(a: &str) -> Result<u32, String> {
    let n: u32 = a.parse()?;
    Ok(n)
}

fn main() {}
