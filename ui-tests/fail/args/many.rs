//! Every mistake is reported in one compile.

use traced::traced;

#[traced(kindd = client, skip(b), err = loud, root, root)]
fn f(a: u32) {
    let _ = a;
}

fn main() {}
