//! A root has no parent.

use traced::traced;

#[traced(root, parent = None::<traced::SpanContext>)]
fn f() {}

fn main() {}
