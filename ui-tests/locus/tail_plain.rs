//! A wrong type at the end of the body, without the attribute.



// no attribute
fn f(a: u32) -> Result<u32, String> {
    a
}

fn main() {}
