//! Not on an enum.

use traced::traced;

#[traced]
pub enum E {
    A,
}

fn main() {}
