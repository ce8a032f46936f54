//! Not on a macro.

use traced::traced;

#[traced]
macro_rules! m {
    () => {};
}

fn main() {}
