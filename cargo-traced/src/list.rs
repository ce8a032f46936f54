//! `cargo traced list`: every function, and whether it is traced.

use std::fmt::Write as _;

use serde::Serialize;
use traced_config::{Kind, Rule, Visibility};

use crate::{
    failure::Failure,
    output::{DIM, GOOD, Output, paint},
    scan::{Attribute, Function, Wanted},
    select::{Selected, State, select},
    workspace::Workspace,
};

/// What to list, and how.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct List {
    /// Only functions of this package; may be given more than once
    #[arg(long, short, value_name = "NAME")]
    pub package: Vec<String>,
    /// Only functions that are traced, or that are not
    #[arg(long, value_enum, value_name = "STATE")]
    pub only: Option<Only>,
    /// Examples, tests, benchmarks and build scripts too, and functions that are there in tests only
    #[arg(long)]
    pub all_targets: bool,
    /// Lines and columns too: they change whenever something above is edited
    #[arg(long)]
    pub lines: bool,
    /// As JSON, one function a line
    #[arg(long)]
    pub json: bool,
}

/// Which functions are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Only {
    /// Those that are traced
    Traced,
    /// Those that are not
    Not,
}

/// One line of the list.
#[derive(Serialize)]
struct Entry<'a> {
    path: String,
    traced: bool,
    /// `attribute`, `rule`, `no_rule`, `ruled_out`, `compiled_out`, `off` or `obstacle`.
    why: &'static str,
    /// The patterns of the rule that has decided.
    rule: Option<&'a str>,
    /// What is in the way, in a word.
    obstacle: Option<&'static str>,
    /// `none`, `own`, `around`, `conditional` or `off`.
    attribute: &'static str,
    kind: &'static str,
    #[serde(rename = "async")]
    is_async: bool,
    visibility: &'static str,
    package: &'a str,
    target: &'static str,
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip)]
    reason: String,
}

#[derive(Serialize)]
struct Unread {
    problem: String,
}

/// Prints the list.
///
/// # Errors
/// There is no workspace, no such package, or the configuration cannot be used.
pub fn run(list: &List, manifest: Option<&std::path::Path>, output: &Output) -> Result<(), Failure> {
    let wanted = Wanted { packages: list.package.clone(), all_targets: list.all_targets };
    let workspace = Workspace::load(manifest, &wanted, output)?;
    let functions = workspace.scan.functions.iter().filter(|function| list.all_targets || !function.is_test);
    let entries: Vec<_> =
        functions.map(|function| entry(&workspace, &select(&workspace.config, function), list.lines)).collect();
    let traced = entries.iter().filter(|entry| entry.traced).count();
    let (all, unread) = (entries.len(), workspace.scan.problems.len());
    let mut shown: Vec<_> = entries
        .into_iter()
        .filter(|entry| list.only.is_none_or(|only| entry.traced == (only == Only::Traced)))
        .collect();
    // The same function under two conditions, or of a library and a program, is told apart by where it is.
    shown.sort_by(|one, other| (&one.path, &one.target, &one.file).cmp(&(&other.path, &other.target, &other.file)));
    output.print(&if list.json { json(&workspace, &shown, (traced, all)) } else { text(&shown) })?;
    workspace.note_problems(output);
    let files = if unread == 0 { String::new() } else { format!("; {unread} places could not be read") };
    output.note(&paint(DIM, format!("{traced} of {all} functions are traced{files}")));
    Ok(())
}

fn entry<'a>(workspace: &Workspace, selected: &Selected<'a>, lines: bool) -> Entry<'a> {
    let Function { krate, kind, is_async, visibility, attribute, file, line, column, .. } = selected.function;
    let (why, obstacle) = match selected.state {
        State::ByAttribute => ("attribute", None),
        State::ByRule => ("rule", None),
        State::Unnamed => ("no_rule", None),
        State::RuledOut { compiled_out: false } => ("ruled_out", None),
        State::RuledOut { compiled_out: true } => ("compiled_out", None),
        State::Off => ("off", None),
        State::Obstacle(obstacle) => ("obstacle", Some(obstacle.word())),
    };
    let decided = matches!(selected.state, State::ByRule | State::RuledOut { .. });
    Entry {
        path: selected.function.path(),
        traced: selected.state.is_traced(),
        why,
        rule: selected.rule().filter(|_| decided).map(Rule::written),
        obstacle,
        attribute: match attribute {
            Attribute::None => "none",
            Attribute::Own { .. } => "own",
            Attribute::Around { .. } => "around",
            Attribute::Conditional { .. } => "conditional",
            Attribute::Off { .. } => "off",
        },
        kind: match kind {
            Kind::Function => "fn",
            Kind::Method => "method",
            Kind::TraitMethod => "trait",
        },
        is_async: *is_async,
        visibility: match visibility {
            Visibility::Public => "pub",
            Visibility::Restricted => "restricted",
            Visibility::Private => "private",
        },
        package: &krate.package,
        target: krate.target.word(),
        file: workspace.relative(file),
        line: lines.then_some(*line),
        column: lines.then_some(*column),
        reason: reason(selected),
    }
}

/// Why, in a phrase.
pub(crate) fn reason(selected: &Selected<'_>) -> String {
    let rule = selected.rule().map(|rule| format!("`{}`", rule.written())).unwrap_or_default();
    match selected.state {
        State::ByAttribute => "attribute".to_owned(),
        State::ByRule => format!("rule {rule}"),
        State::Unnamed => "no attribute, and no rule".to_owned(),
        State::RuledOut { compiled_out: false } => format!("switched off by rule {rule}"),
        State::RuledOut { compiled_out: true } => format!("left out of the program by rule {rule}"),
        State::Off => "`#[traced(off)]`".to_owned(),
        State::Obstacle(obstacle) => obstacle.to_string(),
    }
}

fn text(entries: &[Entry<'_>]) -> String {
    /// Longer paths push what is behind them to the right.
    const WIDEST: usize = 60;
    let width = entries.iter().map(|entry| entry.path.chars().count()).max().unwrap_or(0).min(WIDEST);
    let mut text = String::new();
    for Entry { path, traced, reason, file, line, column, .. } in entries {
        let state = if *traced { paint(GOOD, "traced") } else { paint(DIM, "not   ") };
        let place = match line.zip(*column) {
            Some((line, column)) => format!("{file}:{line}:{column}"),
            None => file.clone(),
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "{state}  {path:width$}  {reason}  {}", paint(DIM, place));
    }
    text
}

/// A document of which each function is a line.
fn json(workspace: &Workspace, entries: &[Entry<'_>], (traced, all): (usize, usize)) -> String {
    let lines = |values: Vec<String>| match &values[..] {
        [] => "[]".to_owned(),
        values => format!("[\n{}\n]", values.join(",\n")),
    };
    let line = |value: serde_json::Result<String>| value.unwrap_or_default();
    let functions = lines(entries.iter().map(|entry| line(serde_json::to_string(entry))).collect());
    let problems = workspace.scan.problems.iter().map(|problem| Unread { problem: workspace.problem(problem) });
    let problems = lines(problems.map(|problem| line(serde_json::to_string(&problem))).collect());
    format!(
        "{{\"version\":1,\n\"functions\":{functions},\n\"problems\":{problems},\n\"summary\":{{\"traced\":{traced},\"all\":{all}}}}}\n"
    )
}
