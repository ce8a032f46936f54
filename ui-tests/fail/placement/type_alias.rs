//! Not on a type alias.

use traced::traced;

#[traced]
type A = u32;

fn main() {}
