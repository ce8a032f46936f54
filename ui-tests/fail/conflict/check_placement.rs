//! No span fits around a `const fn`.

use traced::traced;

#[traced(kind = client)]
pub const fn f() -> u32 {
    3
}

fn main() {}
