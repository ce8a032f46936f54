//! All rules, in their order: of each key the last rule that sets it, and is about the function, wins.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{rule::Rule, settings::Settings, site::Site};

/// Rules in the order in which they stand; those of the environment come last.
#[derive(Debug, Default)]
pub struct Rules {
    list: Vec<Rule>,
    /// What has come of each of them.
    uses: Vec<Use>,
}

/// How many functions a rule was about, and how many of them it has switched on.
#[derive(Debug, Default)]
struct Use {
    fits: AtomicU64,
    selects: AtomicU64,
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
        let uses = list.iter().map(|_| Use::default()).collect();
        Self { list, uses }
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
        let mut switch = None;
        for (rule, usage) in self.list.iter().zip(&self.uses).filter(|(rule, _)| rule.fits_parts(site, &parts)) {
            usage.fits.fetch_add(1, Ordering::Relaxed);
            if rule.settings.enabled.is_some() {
                switch = Some(usage);
            }
            let number = decision.rules.len();
            decision.rules.push(rule);
            decision.settings.override_with(&rule.settings, |key| decision.by[key] = Some(number));
        }
        if let Some(usage) = switch.filter(|_| decision.settings.enabled == Some(true)) {
            usage.selects.fetch_add(1, Ordering::Relaxed);
        }
        decision
    }

    /// Those that have not been about any function yet.
    pub fn unused(&self) -> impl Iterator<Item = &Rule> {
        let is_unused = |(_, usage): &(&Rule, &Use)| usage.fits.load(Ordering::Relaxed) == 0;
        self.list.iter().zip(&self.uses).filter(is_unused).map(|(rule, _)| rule)
    }

    /// The rules, and how many functions each has switched on, of those that [`decide`](Self::decide) was asked about.
    pub fn selecting(&self) -> impl Iterator<Item = (&Rule, u64)> {
        self.list.iter().zip(&self.uses).map(|(rule, usage)| (rule, usage.selects.load(Ordering::Relaxed)))
    }

    /// Adds rules that come after these.
    pub(crate) fn extend(&mut self, more: Vec<Rule>) {
        self.uses.extend(more.iter().map(|_| Use::default()));
        self.list.extend(more);
    }
}
