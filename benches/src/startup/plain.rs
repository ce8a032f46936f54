//! Start-up of a program whose five hundred functions nobody annotated.

#[macro_use]
mod fixture;
mod report;

fixture!([allow(dead_code)]);

fn main() {
    report::run(|| (), all);
}
