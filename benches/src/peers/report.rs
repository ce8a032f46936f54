//! The table: every row, every column, and whether the target was met.

use traced_benches::table::{Table, number};

use crate::options::Options;
use crate::roster::Peer;
use crate::rounds::Results;
use crate::rows::{ROWS, Row, Target};

/// What stands above the table.
pub const LEGEND: &str = "Medians of interleaved runs, each in a process of its own. The plain function's column is what it \
takes itself; all others are over it, counts, sizes and peaks excepted. `*`: some of its spans never arrived.";

/// The table of `results`.
pub fn table(results: &Results, options: &Options) -> Table {
    let mut head = vec!["case"];
    head.extend(options.peers.iter().map(|peer| peer.title()));
    head.extend(["target", "measured", "met"]);
    let mut table = Table::new(&head);
    for row in ROWS.iter().filter(|row| options.cases.contains(&row.case)) {
        let mut cells = vec![row.label.to_owned()];
        cells.extend(options.peers.iter().map(|&peer| cell(results, row, peer)));
        cells.extend(verdict(results, row));
        table.row(cells);
    }
    table
}

fn cell(results: &Results, row: &Row, peer: Peer) -> String {
    let Some(value) = figure(results, row, peer) else { return "–".to_owned() };
    let arrived = results.get(row.case, peer, "arrived").unwrap_or(1.0);
    let mark = if arrived < 0.999 { "*" } else { "" };
    format!("{}{mark}", number(value))
}

fn figure(results: &Results, row: &Row, peer: Peer) -> Option<f64> {
    let value = results.get(row.case, peer, row.metric)?;
    if !row.over_plain || peer == Peer::Plain {
        return Some(value);
    }
    Some(value - results.get(row.case, Peer::Plain, row.metric).unwrap_or(0.0))
}

/// Three cells: target, measured, met.
fn verdict(results: &Results, row: &Row) -> [String; 3] {
    let mut cells = [Vec::new(), Vec::new(), Vec::new()];
    for target in row.targets {
        let traced = figure(results, row, Peer::Traced);
        let (wanted, limit, measured) = match *target {
            Target::AtMost(limit) => (limit.to_string(), limit, traced),
            Target::Times(limit, peer) => {
                let other = figure(results, row, peer).filter(|other| *other > 0.0);
                let ratio = traced.zip(other).map(|(traced, other)| traced / other);
                (format!("{limit} x {}", peer.name()), limit, ratio)
            }
        };
        cells[0].push(format!("≤ {wanted}"));
        cells[1].push(measured.map_or_else(|| "–".to_owned(), number));
        let met = measured.map(|measured| measured <= limit + TOLERANCE);
        cells[2].push(met.map_or("–", |met| if met { "yes" } else { "no" }).to_owned());
    }
    cells.map(|cells| cells.join("; "))
}

/// Counts of allocations are 0 also where a library made one in thousands of spans.
const TOLERANCE: f64 = 0.000_5;
