//! Build time of a generated crate with five hundred annotated functions, and of what annotating depends on:
//! `cargo run --release -p traced-benches --bin build_time [-- --rounds N]`.

mod variant;
mod generate;
mod cargo;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cargo::{Cost, Profile};
use generate::FUNCTIONS;
use traced_benches::stats::median;
use traced_benches::table::{Table, number};
use variant::{ANNOTATED, WHOLE};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let rounds = match arguments.iter().position(|argument| argument == "--rounds") {
        Some(at) => arguments.get(at + 1).and_then(|text| text.parse().ok()).unwrap_or(1),
        None if arguments.iter().any(|argument| argument == "--quick") => 1,
        None => 7,
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("/")).to_owned();
    let folder = target_folder()?.join("build-time");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    print!("{}", functions(&folder, &root, rounds)?);
    println!();
    print!("{}", whole(&folder, &root, rounds.min(3))?);
    Ok(())
}

/// Beside this program: `target/build-time`.
fn target_folder() -> io::Result<PathBuf> {
    let program = std::env::current_exe()?;
    program.ancestors().nth(2).map(Path::to_owned).ok_or_else(|| io::Error::other("this program lies in no folder"))
}

/// One row a profile and clock; milliseconds a function over the plain crate.
fn functions(folder: &Path, root: &Path, rounds: usize) -> io::Result<Table> {
    let target = folder.join("target");
    let mut head = vec!["build, ms a function over the plain crate"];
    head.extend(ANNOTATED.iter().map(|variant| variant.title));
    head.extend(["target", "met"]);
    let mut table = Table::new(&head);
    for (profile, limit) in [(Profile::Dev, 2.6), (Profile::Release, 10.6)] {
        let mut costs = vec![Vec::new(); ANNOTATED.len()];
        for round in 0..=rounds {
            for (variant, costs) in ANNOTATED.iter().zip(&mut costs) {
                eprintln!("{} {}: {round} of {rounds}", profile.name(), variant.name);
                // Written anew, so that cargo sees a change. The first round builds dependencies and does not count.
                let package = generate::annotated(variant, folder, root)?;
                if round == 0 {
                    cargo::fetch(&package)?;
                }
                let cost = cargo::build(&package, &target, profile)?;
                if round > 0 {
                    costs.push(cost);
                }
            }
        }
        for (clock, read) in CLOCKS {
            let medians: Vec<f64> = costs.iter().map(|costs| milliseconds(costs, read)).collect();
            let over = |value: &f64| (value - medians[0]) / as_f64(FUNCTIONS);
            let mut cells = vec![format!("{}, {clock}", profile.name())];
            cells.push(number(medians[0] / as_f64(FUNCTIONS)));
            cells.extend(medians.iter().skip(1).map(|value| number(over(value))));
            cells.push(format!("≤ {limit}"));
            cells.push(if over(&medians[1]) <= limit { "yes" } else { "no" }.to_owned());
            table.row(cells);
        }
    }
    Ok(table)
}

/// A clean release build of everything that annotating depends on.
fn whole(folder: &Path, root: &Path, rounds: usize) -> io::Result<Table> {
    let mut costs = vec![Vec::new(); WHOLE.len()];
    for round in 0..rounds {
        for (variant, costs) in WHOLE.iter().zip(&mut costs) {
            eprintln!("clean release build of {}: {} of {rounds}", variant.name, round + 1);
            let package = generate::empty(variant, folder, root)?;
            cargo::fetch(&package)?;
            let target = folder.join("clean");
            if target.exists() {
                fs::remove_dir_all(&target)?;
            }
            costs.push(cargo::build(&package, &target, Profile::Release)?);
        }
    }
    let mut table = Table::new(&["clean release build, s", WHOLE[0].title, WHOLE[1].title, "target", "met"]);
    for (clock, read) in CLOCKS {
        let seconds: Vec<f64> = costs.iter().map(|costs| milliseconds(costs, read) / 1e3).collect();
        let mut cells = vec![clock.to_owned()];
        cells.extend(seconds.iter().map(|value| number(*value)));
        cells.push("≤ 10 where the other takes 13".to_owned());
        cells.push(if seconds[0] <= seconds[1] * 10.0 / 13.0 { "yes" } else { "no" }.to_owned());
        table.row(cells);
    }
    Ok(table)
}

type Clock = fn(&Cost) -> Duration;

const CLOCKS: [(&str, Clock); 2] = [("wall", |cost| cost.wall), ("CPU", |cost| cost.cpu)];

fn milliseconds(costs: &[Cost], read: Clock) -> f64 {
    let values: Vec<f64> = costs.iter().map(|cost| read(cost).as_secs_f64() * 1e3).collect();
    median(&values).unwrap_or(0.0)
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn as_f64(count: usize) -> f64 {
    count as f64
}
