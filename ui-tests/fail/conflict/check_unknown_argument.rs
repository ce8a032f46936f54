//! A name in `skip` or `only` that no argument has.

use traced::traced;

#[traced(skip(usr, password))]
fn f(user: &str, password: &str) {
    let _ = (user, password);
}

fn main() {}
