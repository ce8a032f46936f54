//! Start-up of a program whose five hundred functions nobody annotated.

#[macro_use]
mod fixture;
mod report;

fixture!([allow(dead_code, reason = "an attribute that does nothing")]);

fn main() {
    report::run(|| (), all);
}
