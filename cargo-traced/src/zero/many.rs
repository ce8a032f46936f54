//! What rules select is counted before anything is compiled: one that selects a lot is worth a warning.

use traced_config::{Config, Rule};

use super::told::{Named, Told};
use crate::{
    explain::named,
    scan::{self, Function},
    select::{BUILT_IN_NAME, built_in, select},
};

/// The warnings, of a configuration or of what holds without one.
pub(super) fn warnings(told: &Told, crates: &Named, config: Option<&Config>) -> Vec<String> {
    let usual = built_in();
    let config = config.unwrap_or(&usual);
    let guard = &config.sections.guard;
    let found = scan::scan(&told.crates(crates));
    let about = |rule: &Rule| {
        let selects = found.functions.iter().filter(|function| is_selected(config, rule, function)).count();
        let what = guard.finding(selects as u64)?;
        let hint =
            if *rule.place().file == *BUILT_IN_NAME { ": `cargo traced init` writes a file to choose in" } else { "" };
        Some(format!("{}: {what}{hint}", named(&told.workspace_root, rule)))
    };
    // Whoever has fewer in all need not be asked rule by rule.
    if guard.finding(found.functions.len() as u64).is_none() {
        return Vec::new();
    }
    config.rules.iter().filter(|rule| rule.settings().enabled == Some(true)).filter_map(about).collect()
}

fn is_selected(config: &Config, rule: &Rule, function: &Function) -> bool {
    let selected = select(config, function);
    !function.is_test && selected.state.is_traced() && selected.rule().is_some_and(|by| std::ptr::eq(by, rule))
}
