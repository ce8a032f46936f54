//! Start-up of a program with five hundred functions under `#[fastrace::trace]`.

#[macro_use]
mod fixture;
mod report;

use fastrace::collector::{Config, Reporter, SpanRecord};

fixture!([fastrace::trace]);

struct Discard;

impl Reporter for Discard {
    fn report(&mut self, _: Vec<SpanRecord>) {}
}

fn main() {
    report::run(|| fastrace::set_reporter(Discard, Config::default()), all);
}
