//! Not on a trait method without a body.

use traced::traced;

trait T {
    #[traced]
    fn f(&self, a: u32);
}

fn main() {}
