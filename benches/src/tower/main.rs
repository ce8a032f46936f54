//! What a layer adds to a request: `cargo run --release -p traced-benches --bin tower`.
//!
//! An empty handler of axum behind keep-alive connections over loopback, in a process of its own for each figure; the client is this process, so
//! that only the server's CPU counts, all its threads and what they have collected included. Servers take turns; the table holds medians.
//!
//! `tower --serve NAME` is one server, alone: what to run under a profiler. It says its port, and ends with its input.

mod layers;
mod server;
mod client;

use std::io;

use traced_benches::stats::median;
use traced_benches::table::{Table, number};

use crate::{
    client::{Load, measure},
    layers::Layers,
};

const USAGE: &str = "usage: tower [--quick] [--rounds N]
       tower --serve NAME      one server";

/// The most that ours may add, as a share of what each peer adds.
const AIM: f64 = 0.25;

fn main() -> io::Result<()> {
    let (mut quick, mut rounds) = (false, 15);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match (&*argument, &mut arguments) {
            ("--quick", _) => (quick, rounds) = (true, 1),
            ("--rounds", rest) => {
                let number = rest.next().and_then(|number| number.parse().ok());
                rounds = number.ok_or_else(|| wrong("--rounds wants a number"))?;
            }
            ("--serve", rest) => {
                let layers = rest.next().as_deref().and_then(Layers::named);
                return server::run(layers.ok_or_else(|| wrong("--serve wants one of its names"))?);
            }
            _ => return Err(wrong(&format!("unknown argument `{argument}`"))),
        }
    }
    let loads = [Load { has_caller: false, quick }, Load { has_caller: true, quick }];
    let mut figures = vec![vec![Vec::new(); Layers::ALL.len()]; loads.len()];
    for round in 0..rounds {
        eprintln!("round {} of {rounds}", round + 1);
        for (load, figures) in loads.iter().zip(&mut figures) {
            for turn in 0..Layers::ALL.len() {
                let index = (turn + round) % Layers::ALL.len();
                figures[index].push(measure(Layers::ALL[index], *load)?);
            }
        }
    }
    let mut head = vec!["CPU of the server, µs a request"];
    head.extend(Layers::ALL.map(Layers::title));
    head.extend(["ours / axum-tracing-opentelemetry", "ours / TraceLayer", "aim"]);
    let mut table = Table::new(&head);
    for (load, figures) in loads.iter().zip(&figures) {
        let [plain, others @ ..] = &figures[..] else { continue };
        // Over the one without a layer of the same round: the machine is not always equally fast.
        let over = |other: &Vec<f64>| other.iter().zip(plain).map(|(figure, plain)| figure - plain).collect::<Vec<_>>();
        let added: Vec<f64> = others.iter().map(|other| median(&over(other)).unwrap_or(0.0)).collect();
        let mut cells = vec![load.title().to_owned(), number(median(plain).unwrap_or(0.0))];
        cells.extend(added.iter().map(|added| format!("+{}", number(*added))));
        cells.extend(added[1..].iter().map(|peer| number(added[0] / peer)));
        cells.push(format!("≤ {AIM}"));
        table.row(cells);
    }
    print!("{table}");
    Ok(())
}

fn wrong(what: &str) -> io::Error {
    let names = Layers::ALL.map(Layers::name).join(", ");
    io::Error::other(format!("{what}\n{USAGE}\nnames: {names}"))
}
