//! An unknown form of errors gets the list of forms.

use traced::traced;

#[traced(err = pretty)]
fn f() -> Result<(), String> {
    Ok(())
}

fn main() {}
