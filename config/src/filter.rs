//! `TRACED=shop::db=on,hyper=off`: rules from the environment, in the spirit of `RUST_LOG`. They come after those of the file.

use std::sync::Arc;

use crate::{
    condition::Condition,
    glob::Paths,
    mistake::{Mistake, Mistakes, quoted},
    place::Place,
    rule::Rule,
    settings::Settings,
};

const ACCEPTED: &str = "`on`, `off`, or a list of `PATH=on` and `PATH=off`, such as `shop::db=on,hyper=off`";

/// The rules that a text stands for. A path alone means on; `on` and `off` alone are for all there is.
pub(crate) fn parse(variable: &str, text: &str) -> Result<Vec<Rule>, Mistakes> {
    let place = Place { file: Arc::from(variable), line: 0, column: 0 };
    let (mut rules, mut mistakes) = (Vec::new(), Mistakes::default());
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (path, state) = match part.split_once('=') {
            Some((path, state)) => (path.trim(), state.trim()),
            None if matches!(part, "on" | "off") => ("**", part),
            None => (part, "on"),
        };
        let enabled = match state {
            "on" => true,
            "off" => false,
            _ => {
                mistakes.push(Mistake::new(place.clone(), "", quoted(part), ACCEPTED));
                continue;
            }
        };
        let mut paths = Paths::default();
        if path.starts_with('!') || paths.add(path).is_err() {
            mistakes.push(Mistake::new(place.clone(), "", quoted(part), ACCEPTED));
            continue;
        }
        rules.push(Rule {
            place: place.clone(),
            paths,
            condition: Condition::default(),
            settings: Settings { enabled: Some(enabled), ..Settings::default() },
            written: part.to_owned(),
        });
    }
    mistakes.or(rules)
}
