//! `cargo traced check`: what is wrong with the configuration, and what in it has no use for the code as it is.

use std::path::Path;

use traced_config::{Rule, Settings};

use crate::{
    explain::named,
    failure::{FINDINGS, Failure},
    output::{Output, WARN, paint},
    scan::Wanted,
    select::{BUILT_IN_NAME, Selected, select},
    workspace::Workspace,
};

/// What to check.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Check {
    /// Examples, tests, benchmarks and build scripts too
    #[arg(long)]
    pub all_targets: bool,
}

/// What rules do: for how many functions they are, and for which keys of them.
#[derive(Default)]
struct Use {
    fits: usize,
    traced: usize,
    /// Functions that it alone switches on.
    selects: usize,
    /// Functions that are switched off, by whatever rule.
    off: usize,
    /// Functions that it would be about if their attributes could see their types.
    blind: usize,
    /// The keys that it has decided for some function.
    decides: Vec<&'static str>,
}

/// Checks.
///
/// # Errors
/// What has no use, in which case the code is [`FINDINGS`]; or a configuration that cannot be used.
pub fn run(check: &Check, manifest: Option<&Path>, output: &Output) -> Result<(), Failure> {
    let wanted = Wanted { all_targets: check.all_targets, ..Wanted::default() };
    let workspace = Workspace::load(manifest, &wanted, output)?;
    let mut findings: Vec<_> = workspace.scan.problems.iter().map(|problem| workspace.problem(problem)).collect();
    if workspace.file.is_none() {
        output.note("there is no traced.toml: `cargo traced init` writes one");
    }
    let functions = workspace.scan.functions.iter().filter(|function| check.all_targets || !function.is_test);
    let selected: Vec<_> = functions.map(|function| select(&workspace.config, function)).collect();
    for rule in workspace.config.rules.iter().filter(|rule| *rule.place().file != *BUILT_IN_NAME) {
        let found = finding(&workspace, rule, &used(rule, &selected));
        findings.extend(found.map(|found| format!("{}: {found}", named(&workspace.metadata.root, rule))));
    }
    for finding in &findings {
        output.print(&format!("{}: {finding}\n", paint(WARN, "warning")))?;
    }
    let traced = selected.iter().filter(|selected| selected.state.is_traced()).count();
    let rules = workspace.config.rules.iter().len();
    let rules = if rules == 1 { "1 rule".to_owned() } else { format!("{rules} rules") };
    output.note(&format!("{rules}, {} functions, of which {traced} are traced", selected.len()));
    match findings.len() {
        0 => Ok(()),
        _ => Err(Failure { code: FINDINGS, text: String::new() }),
    }
}

fn used(rule: &Rule, selected: &[Selected<'_>]) -> Use {
    let mut used = Use::default();
    for selected in selected {
        if !selected.decision.rules.iter().any(|about| std::ptr::eq(*about, rule)) {
            used.blind += usize::from(rule.fits(&selected.function.in_full()));
            continue;
        }
        used.fits += 1;
        used.off += usize::from(selected.decision.settings.enabled == Some(false));
        used.traced += usize::from(selected.state.is_traced());
        let decides = |key: &str| selected.decision.by(key).is_some_and(|by| std::ptr::eq(by, rule));
        used.selects += usize::from(selected.state.is_traced() && decides("enabled"));
        used.decides.extend(Settings::KEYS.iter().filter(|key| decides(key)));
        used.decides.sort_unstable();
        used.decides.dedup();
    }
    used
}

fn finding(workspace: &Workspace, rule: &Rule, used: &Use) -> Option<String> {
    let sets = rule.settings().written().into_iter().filter(|(_, value)| value.is_some());
    let overridden: Vec<_> = sets.map(|(key, _)| key).filter(|key| !used.decides.contains(key)).collect();
    if rule.settings().is_empty() {
        return Some("sets nothing".to_owned());
    }
    if used.fits == 0 {
        return Some(match used.blind {
            0 => format!("is about no function{}", near(workspace, rule)),
            blind => format!(
                "is about no function: {blind} have an attribute of their own, which does not see the type; put it on the `impl`"
            ),
        });
    }
    if used.decides.is_empty() {
        let keys: Vec<_> = overridden.iter().map(|key| format!("`{key}`")).collect();
        let (later, all) = (later(workspace, rule), keys.join(", "));
        return Some(format!("has no effect: all it sets ({all}) is set by later rules{later} for the same functions"));
    }
    if rule.settings().compile == Some(true) && used.off == 0 {
        return Some(
            "sets `compile`, which has no effect: no rule sets `enabled = false` for its functions".to_owned(),
        );
    }
    if used.traced == 0 && rule.settings().enabled != Some(false) {
        return Some(format!("has no effect: none of the {} functions it is about is traced", used.fits));
    }
    let selects = if rule.settings().enabled == Some(true) { used.selects } else { 0 };
    workspace.config.sections.guard.finding(selects as u64)
}

/// A rule behind this one with the same patterns.
fn later(workspace: &Workspace, rule: &Rule) -> String {
    let behind = workspace.config.rules.iter().skip_while(|other| !std::ptr::eq(*other, rule)).skip(1);
    let same = behind.filter(|other| other.written() == rule.written()).last();
    same.map(|same| format!(", as at {},", workspace.place(same.place()))).unwrap_or_default()
}

/// The part of a path that was probably meant.
fn near(workspace: &Workspace, rule: &Rule) -> String {
    let pattern = rule.written();
    let stem = pattern.trim_end_matches("::**").trim_end_matches("::*");
    if stem.contains(['*', '?', '!', ',']) {
        return String::new();
    }
    let functions = &workspace.scan.functions;
    let modules = functions.iter().flat_map(|function| {
        let owner = (!function.owner.is_empty()).then(|| format!("{}::{}", function.module, function.owner));
        [Some(function.module.to_string()), owner, Some(function.path())].into_iter().flatten()
    });
    let known: std::collections::BTreeSet<_> = modules.collect();
    let near = traced_config::nearest(stem, known.iter().map(String::as_str));
    near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default()
}
