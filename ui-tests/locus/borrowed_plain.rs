//! A borrow that ends too early, without the attribute.



// no attribute
fn f(a: String) -> Result<&'static str, ()> {
    Ok(a.as_str())
}

fn main() {}
