//! There is no error to add a line to.

use traced::traced;

#[traced(locate, err = off)]
fn f() -> Result<(), String> {
    Ok(())
}

fn main() {}
