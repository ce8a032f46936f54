//! All rules, in their order: of each key the last rule that sets it, and is about the function, wins.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::{rule::Rule, settings::Settings, site::Site};

/// Rules in the order in which they stand; those of the environment come last.
#[derive(Debug, Default)]
pub struct Rules {
    list: Vec<Rule>,
    /// Which of them have been about something.
    used: Vec<AtomicBool>,
}

/// What the rules say about one function.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision<'a> {
    /// What is set.
    pub settings: Settings,
    /// The rules that are about it, in their order.
    pub rules: Vec<&'a Rule>,
    /// The rule that has decided each of [`Settings::KEYS`], by its place in `rules`.
    by: Vec<Option<usize>>,
}

impl<'a> Decision<'a> {
    /// The rule that has decided a key.
    pub fn by(&self, key: &str) -> Option<&'a Rule> {
        let at = Settings::KEYS.iter().position(|known| *known == key)?;
        self.by[at].map(|rule| self.rules[rule])
    }
}

impl Rules {
    pub(crate) fn new(list: Vec<Rule>) -> Self {
        let used = list.iter().map(|_| AtomicBool::new(false)).collect();
        Self { list, used }
    }

    /// One after the other.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Rule> {
        self.list.iter()
    }

    /// What they say about a function.
    pub fn decide(&self, site: &Site<'_>) -> Decision<'_> {
        let parts = site.parts();
        let mut decision =
            Decision { settings: Settings::default(), rules: Vec::new(), by: vec![None; Settings::KEYS.len()] };
        for (rule, used) in self.list.iter().zip(&self.used).filter(|(rule, _)| rule.fits_parts(site, &parts)) {
            used.store(true, Ordering::Relaxed);
            let number = decision.rules.len();
            decision.rules.push(rule);
            decision.settings.override_with(&rule.settings, |key| decision.by[key] = Some(number));
        }
        decision
    }

    /// Those that have not been about any function yet.
    pub fn unused(&self) -> impl Iterator<Item = &Rule> {
        self.list.iter().zip(&self.used).filter(|(_, used)| !used.load(Ordering::Relaxed)).map(|(rule, _)| rule)
    }

    /// Adds rules that come after these.
    pub(crate) fn extend(&mut self, more: Vec<Rule>) {
        self.used.extend(more.iter().map(|_| AtomicBool::new(false)));
        self.list.extend(more);
    }
}
