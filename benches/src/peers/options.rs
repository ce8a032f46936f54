//! The command line.

use std::path::PathBuf;

use crate::case::Case;
use crate::roster::Peer;

/// How to call it.
pub const USAGE: &str = "usage: peers [--quick] [--rounds N] [--case NAME].. [--peer NAME].. [--markdown FILE]
       peers --one PEER CASE [--quick]      one figure, in this process";

/// What was asked for.
#[derive(Debug)]
pub struct Options {
    /// Measure this, here, and nothing else.
    pub one: Option<(Peer, Case)>,
    /// See that everything runs, rather than measure.
    pub quick: bool,
    /// Processes for each figure.
    pub rounds: usize,
    /// Only these cases.
    pub cases: Vec<Case>,
    /// Only these columns.
    pub peers: Vec<Peer>,
    /// Write the table here too.
    pub markdown: Option<PathBuf>,
}

/// Reads the command line.
pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options =
        Options { one: None, quick: false, rounds: 0, cases: Vec::new(), peers: Vec::new(), markdown: None };
    let case = |name: String| Case::named(&name).ok_or_else(|| unknown("case", &name, Case::ALL.map(Case::name)));
    let peer = |name: String| Peer::named(&name).ok_or_else(|| unknown("peer", &name, Peer::ALL.map(Peer::name)));
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} wants a value\n{USAGE}"));
        match argument.as_str() {
            "--quick" => options.quick = true,
            "--rounds" => {
                let text = value()?;
                options.rounds = text.parse().map_err(|_| format!("--rounds wants a number, not `{text}`"))?;
            }
            "--case" => options.cases.push(case(value()?)?),
            "--peer" => options.peers.push(peer(value()?)?),
            "--markdown" => options.markdown = Some(value()?.into()),
            "--one" => options.one = Some((peer(value()?)?, case(value()?)?)),
            _ => return Err(format!("unknown argument `{argument}`\n{USAGE}")),
        }
    }
    if options.rounds == 0 {
        options.rounds = if options.quick { 1 } else { 7 };
    }
    if options.cases.is_empty() {
        options.cases = Case::ALL.to_vec();
    }
    if options.peers.is_empty() {
        options.peers = Peer::ALL.to_vec();
    }
    Ok(options)
}

fn unknown<const N: usize>(what: &str, name: &str, known: [&str; N]) -> String {
    format!("unknown {what} `{name}`; there are: {}", known.join(", "))
}
