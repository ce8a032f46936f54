//! `cargo traced explain`: what becomes of a function, and which rule has decided that.

use std::{fmt::Write as _, path::Path};

use traced_config::{KEYS, Kind, Rule, Visibility};

use crate::{
    failure::Failure,
    find::find,
    output::{BAD, DIM, GOOD, NAME, Output, WARN, paint},
    scan::{Attribute, Function, Wanted},
    select::{BUILT_IN_NAME, Selected, State, select},
    workspace::{Workspace, within},
};

/// What to explain.
#[derive(Clone, Debug, clap::Args)]
pub struct Explain {
    /// The function: its path, or how it ends, such as `Order::place`
    #[arg(value_name = "PATH")]
    pub path: String,
}

/// Explains.
///
/// # Errors
/// There is no such function, no workspace, or the configuration cannot be used.
pub fn run(explain: &Explain, manifest: Option<&Path>, output: &Output) -> Result<(), Failure> {
    let wanted = Wanted { all_targets: true, ..Wanted::default() };
    let workspace = Workspace::load(manifest, &wanted, output)?;
    let found = find(&workspace.scan.functions, &explain.path).inspect_err(|_| workspace.note_problems(output))?;
    let texts: Vec<_> = found.into_iter().map(|function| text(&workspace, function)).collect();
    output.print(&texts.join("\n"))
}

fn text(workspace: &Workspace, function: &Function) -> String {
    let selected = select(&workspace.config, function);
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = head(&mut text, workspace, function)
        .and_then(|()| verdict(&mut text, workspace, &selected))
        .and_then(|()| rules(&mut text, workspace, &selected))
        .and_then(|()| keys(&mut text, workspace, &selected));
    text
}

type Written = Result<(), std::fmt::Error>;

fn head(text: &mut String, workspace: &Workspace, function: &Function) -> Written {
    let Function { krate, is_async, visibility, kind, line, column, .. } = function;
    writeln!(text, "{}", paint(NAME, function.path()))?;
    let place = format!("{}:{line}:{column}", workspace.relative(&function.file));
    let visibility = match visibility {
        Visibility::Public => "pub",
        Visibility::Restricted => "restricted",
        Visibility::Private => "private",
    };
    let kind = match kind {
        Kind::Function => "fn",
        Kind::Method => "method",
        Kind::TraitMethod => "method of a trait",
    };
    let is_async = if *is_async { "async " } else { "" };
    let test = if function.is_test { ", in tests only" } else { "" };
    writeln!(
        text,
        "  {place}: {visibility} {is_async}{kind}, {} `{}` of {}{test}",
        krate.target.word(),
        krate.name,
        krate.package
    )
}

fn verdict(text: &mut String, workspace: &Workspace, selected: &Selected<'_>) -> Written {
    let rule = selected.rule().map(|rule| named(&workspace.metadata.root, rule)).unwrap_or_default();
    let function = selected.function;
    let line = |line: usize| format!("{}:{line}", workspace.relative(&function.file));
    let attribute = match function.attribute {
        Attribute::None => "no `#[traced]`".to_owned(),
        Attribute::Own { line: at } => format!("`#[traced]` at {}", line(at)),
        Attribute::Around { line: at } => format!("`#[traced]` around it at {}", line(at)),
        Attribute::Conditional { line: at } => format!("`#[traced]` under a condition at {}", line(at)),
        Attribute::Off { line: at } => format!("`#[traced(off)]` at {}", line(at)),
    };
    let (state, why) = match selected.state {
        State::ByAttribute => (paint(GOOD, "traced"), attribute.clone()),
        State::ByRule => (
            paint(GOOD, "traced"),
            format!("{rule}; it has {attribute}, so that `cargo traced run`, `build` and `test` give it one"),
        ),
        State::Unnamed => (paint(BAD, "not traced"), "it has no `#[traced]`, and no rule sets `enabled`".to_owned()),
        State::RuledOut { compiled_out: false } => {
            (paint(BAD, "not traced"), format!("switched off while the program runs by {rule}"))
        }
        State::RuledOut { compiled_out: true } => {
            (paint(BAD, "not traced"), format!("left out when the program is compiled by {rule}"))
        }
        State::Off => (paint(BAD, "not traced"), attribute.clone()),
        State::Obstacle(obstacle) => {
            let by = if rule.is_empty() { attribute.clone() } else { rule.clone() };
            (paint(BAD, "not traced"), format!("{obstacle}; selected by {by}"))
        }
    };
    writeln!(text, "  {state}: {why}")?;
    let shown = matches!(selected.state, State::Obstacle(_));
    if let Some(obstacle) = function.obstacle.filter(|_| !shown && !selected.state.is_traced()) {
        writeln!(text, "  {} it could not be selected anyway: {obstacle}", paint(WARN, "note:"))?;
    }
    blind(text, workspace, selected)
}

/// Rules that would be about it if the attribute could see the type.
fn blind(text: &mut String, workspace: &Workspace, selected: &Selected<'_>) -> Written {
    let function = selected.function;
    for rule in workspace.config.rules.iter().filter(|rule| rule.fits(&function.in_full())) {
        if !rule.fits(&function.as_seen()) {
            writeln!(
                text,
                "  {} {} is not about it: an attribute on a method does not see `{}`; put it on the `impl`",
                paint(WARN, "note:"),
                named(&workspace.metadata.root, rule),
                function.owner,
            )?;
        }
    }
    Ok(())
}

fn rules(text: &mut String, workspace: &Workspace, selected: &Selected<'_>) -> Written {
    if selected.decision.rules.is_empty() {
        return writeln!(text, "  no rule is about it");
    }
    writeln!(text, "  rules about it, of which the last that sets a key wins:")?;
    selected.decision.rules.iter().try_for_each(|rule| writeln!(text, "    {}", named(&workspace.metadata.root, rule)))
}

fn keys(text: &mut String, workspace: &Workspace, selected: &Selected<'_>) -> Written {
    writeln!(text, "  settings:")?;
    let default = |key: &str| {
        let known = KEYS.iter().find(|known| known.table == "rule.set" && known.name == key);
        known.map(|key| key.default.replace('`', "")).unwrap_or_default()
    };
    let rows: Vec<_> = selected
        .decision
        .settings
        .written()
        .into_iter()
        .map(|(key, value)| match (value, selected.decision.by(key)) {
            (Some(value), Some(rule)) => (key, value, Some(named(&workspace.metadata.root, rule))),
            _ => (key, default(key), None),
        })
        .collect();
    let width = rows.iter().map(|(_, value, _)| value.chars().count()).max().unwrap_or(0);
    rows.into_iter().try_for_each(|(key, value, by)| match by {
        Some(rule) => writeln!(text, "    {key:12} = {value:width$}  {}", paint(DIM, rule)),
        None => writeln!(text, "{}", paint(DIM, format_args!("    {key:12}   {value:width$}  default"))),
    })
}

/// A rule by its place and its patterns.
pub(crate) fn named(root: &Path, rule: &Rule) -> String {
    let patterns = rule.written();
    match within(root, &rule.place().to_string()) {
        place if *rule.place().file == *BUILT_IN_NAME => {
            format!("the rule `{patterns}` ({})", place.split(':').next().unwrap_or_default())
        }
        place => format!("{place} (`{patterns}`)"),
    }
}
