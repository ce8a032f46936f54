//! The file, its rules, and what becomes of them when it changes.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use traced_config::{Config, Mistakes};
use traced_runtime::{apply_rules, callsites};

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
        let config = load(&self.path)?;
        *self.text.lock().unwrap_or_else(PoisonError::into_inner) = std::fs::read_to_string(&self.path).ok();
        Ok(config)
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
        Ok(true)
    }

    /// The file has changed.
    pub(crate) fn changed(&self) {
        match self.apply() {
            Ok(true) => self.report.say(&format_args!("{}: the rules were applied", self.path.display())),
            Ok(false) => {}
            Err(mistakes) => {
                self.report.say(&mistakes);
                self.report.say(&format_args!("{}: what held before holds", self.path.display()));
            }
        }
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
        for rule in config.rules.unused() {
            let what = format!("{}: no instrumented function matches `{}`", rule.place(), rule.written());
            self.report.say(&what);
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
