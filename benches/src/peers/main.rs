//! `traced` and its peers, side by side: one program in seven versions, one table.

mod case;
mod library;
mod sink;
mod otlp;
mod instructions;
mod flat;
mod child;
mod crowd;
mod libs;
mod roster;
mod options;
mod rounds;
mod rows;
mod report;

use std::process::ExitCode;

use child::Effort;
use traced_benches::allocations::Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> ExitCode {
    let options = match options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    if let Some((peer, case)) = options.one {
        peer.run(case, if options.quick { Effort::QUICK } else { Effort::FULL });
        return ExitCode::SUCCESS;
    }
    match table(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn table(options: &options::Options) -> std::io::Result<()> {
    let results = rounds::run(options)?;
    let text = format!("{}\n\n{}", report::LEGEND, report::table(&results, options));
    print!("{text}");
    match &options.markdown {
        Some(path) => std::fs::write(path, text),
        None => Ok(()),
    }
}
