//! A wrong type at the end of an async body, without the attribute.



// no attribute
async fn f(a: u32) -> Result<u32, String> {
    a
}

fn main() {}
