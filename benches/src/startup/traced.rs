//! Start-up of a program with five hundred functions under `#[traced]`.

#[macro_use]
mod fixture;
mod report;

use traced::export::{Batch, ExportError, Exporter};

fixture!([traced::traced]);

struct Discard;

impl Exporter for Discard {
    fn export(&mut self, _: &Batch<'_>) -> Result<(), ExportError> {
        Ok(())
    }
}

fn main() {
    let mut installed = None;
    report::run(|| installed = traced::builder().exporter(Discard).install().ok(), all);
    drop(installed);
}
