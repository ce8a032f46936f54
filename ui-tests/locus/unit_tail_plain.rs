//! A value at the end of a body without one, without the attribute.



// no attribute
fn f(a: u32) {
    a
}

fn main() {}
