//! Not on a constant.

use traced::traced;

#[traced]
const A: u32 = 3;

fn main() {}
