//! The file, its rules, and what becomes of them when it changes.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use traced_config::{Config, Mistakes};
use traced_runtime::{apply_rules, bridge, callsites};

use crate::{report::Report, rules};

/// A configuration file, and the text that was read last.
#[derive(Debug)]
pub(crate) struct File {
    path: PathBuf,
    /// What is in force; `None` before anything was.
    text: Mutex<Option<String>>,
    report: Report,
}

impl File {
    pub(crate) fn new(path: PathBuf, report: Report) -> Self {
        Self { path, text: Mutex::new(None), report }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads it for the first time.
    pub(crate) fn load(&self) -> Result<Config, Mistakes> {
        // In this order: what is written in between is found to be new.
        *self.text.lock().unwrap_or_else(PoisonError::into_inner) = std::fs::read_to_string(&self.path).ok();
        load(&self.path)
    }

    /// Applies its rules, if it has changed. A file with mistakes, and one that is gone, changes nothing.
    pub(crate) fn apply(&self) -> Result<bool, Mistakes> {
        let mut last = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        let text = std::fs::read_to_string(&self.path).ok();
        if text.is_some() && text == *last {
            return Ok(false);
        }
        let config = load(&self.path)?;
        if config.sections != self.sections(last.as_deref()) {
            self.report.say(&format_args!(
                "{}: rules are applied at once, the rest when the program starts again",
                self.path.display()
            ));
        }
        *last = text;
        drop(last);
        let config = Arc::new(config);
        apply_rules(rules::decisions(Arc::clone(&config)));
        self.tell_unused(&config);
        self.tell_many(&config);
        Ok(true)
    }

    /// The file may have changed.
    pub(crate) fn changed(&self) {
        let held = || self.report.say(&format_args!("{}: what held before holds", self.path.display()));
        // Who writes a file anew empties it first, and may take its time then.
        if self.is_emptied() {
            self.report
                .say(&format_args!("{}: found nothing, accepted is TOML, such as a comment", self.path.display()));
            return held();
        }
        match self.apply() {
            Ok(true) => self.report.say(&format_args!("{}: the rules were applied", self.path.display())),
            Ok(false) => {}
            Err(mistakes) => {
                self.report.say(&mistakes);
                held();
            }
        }
    }

    /// It was not empty when it was read last, and is now.
    fn is_emptied(&self) -> bool {
        let is_empty = |text: &str| text.trim().is_empty();
        let held = self.text.lock().unwrap_or_else(PoisonError::into_inner).as_deref().is_some_and(is_empty);
        !held && std::fs::read_to_string(&self.path).is_ok_and(|text| is_empty(&text))
    }

    fn sections(&self, text: Option<&str>) -> traced_config::Sections {
        let name = self.path.display().to_string();
        text.and_then(|text| Config::parse(&name, text).ok()).unwrap_or_default().sections
    }

    /// Rules that are about nothing are mistakes of their own kind: the program goes on with them.
    pub(crate) fn tell_unused(&self, config: &Config) {
        if callsites().next().is_none() {
            return;
        }
        // Places of other libraries are known from when they are met on.
        let nothing = if bridge::meets() { "nothing that is known so far" } else { "no instrumented function" };
        for rule in config.rules.unused() {
            self.report.say(&format_args!("{}: {nothing} matches `{}`", rule.place(), rule.written()));
        }
    }

    /// So are those that select very many.
    pub(crate) fn tell_many(&self, config: &Config) {
        for (rule, selects) in config.rules.selecting() {
            if let Some(finding) = config.sections.guard.finding(selects) {
                self.report.say(&format_args!("{} (`{}`): {finding}", rule.place(), rule.written()));
            }
        }
    }
}

/// The file, and `TRACED` behind it.
fn load(path: &Path) -> Result<Config, Mistakes> {
    let mut config = Config::load(path)?;
    if let Ok(filter) = std::env::var("TRACED") {
        config.add_filter(&filter)?;
    }
    Ok(config)
}
