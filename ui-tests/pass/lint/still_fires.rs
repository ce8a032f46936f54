//! Lints about the user's code fire as they do without the attribute: `expect` says so.

#![deny(unfulfilled_lint_expectations)]
#![allow(clippy::all, reason = "what fires is expected by name")]

use traced::traced;

#[expect(dead_code)]
#[traced]
fn never_called(a: u8) -> u8 {
    a
}

#[expect(dead_code)]
#[traced]
async fn never_called_lazy(a: u8) -> u8 {
    a
}

#[expect(unused_variables)]
#[traced]
fn unused(a: u8, b: String) -> Result<u8, ()> {
    Ok(3)
}

#[expect(unused_variables)]
#[traced]
async fn unused_lazy(a: &str, b: String) -> Result<u8, ()> {
    Ok(3)
}

#[expect(unused_variables)]
#[traced]
fn unused_unit(a: u8) {}

#[expect(unused_mut)]
#[traced]
fn never_changed(mut a: String, mut b: String) -> Result<usize, ()> {
    Ok(a.len() + b.len())
}

#[expect(unused_mut)]
#[traced]
async fn never_changed_lazy(mut a: String, mut b: String) -> Result<usize, ()> {
    Ok(a.len() + b.len())
}

#[traced]
#[must_use]
fn must_use() -> u8 {
    3
}

#[traced]
#[must_use]
async fn must_use_lazy() -> u8 {
    3
}

#[traced]
#[deprecated]
fn deprecated() -> Result<(), ()> {
    Ok(())
}

#[expect(unused_must_use)]
fn uses() {
    must_use();
}

#[expect(unused_must_use)]
async fn uses_output() {
    must_use_lazy().await;
}

#[expect(unused_must_use)]
fn uses_future() {
    unused_lazy("", String::new());
}

#[expect(deprecated)]
fn uses_deprecated() {
    let _ = deprecated();
}

fn main() {
    uses();
    uses_future();
    uses_deprecated();
    drop(uses_output());
    let _ = unused(1, String::new());
    unused_unit(1);
    let _ = never_changed(String::new(), String::new());
    drop(never_changed_lazy(String::new(), String::new()));
}
