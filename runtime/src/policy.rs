//! What is decided about each place while the program runs: written into its state at once, and kept for what the collector does about it.
//!
//! 1. States are written with `POLICY` locked, and only here: by whoever applies decisions, by the collector, which switches a place off
//!    for a while that brings too many spans, and at the shutdown.
//! 2. All that a call goes by is in one word, so each is recorded as it was decided before, or as after, never half. Switching a place off
//!    leaves the rest of the word as it is, for the spans that are open.
//! 3. Which places rest is known here alone, and forgotten with the rules that it was decided by: the collector names the version of those it
//!    went by, so that none is put to rest by rules that are no longer.
//! 4. Places that bridges meet are added to the registry with `POLICY` locked, decided about by the rules that hold then; whoever decides about
//!    all looks whether some were added meanwhile.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::{
    callsite::{Arguments, Callsite, Errors, Orphan, Shape, State},
    registry,
    sync::fixed::{AtomicU64, Ordering},
};

/// What is decided about a place. The default is what the attribute says.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Whether spans are recorded.
    pub enabled: bool,
    /// Which arguments become tags.
    pub arguments: Arguments,
    /// How errors are recorded, unless the attribute says so.
    pub errors: Option<Errors>,
    /// What a call does without a current span, unless the attribute says so.
    pub orphan: Option<Orphan>,
    /// The share of the traces that begin here which is recorded, from 0 to 1; else what the sampler says.
    pub share: Option<f64>,
    /// Spans that took less are dropped when they end, unless they failed.
    pub least: Duration,
    /// How many spans a time may bring. What brings more is switched off until the time is over.
    pub most: Option<(u64, Duration)>,
    /// The operation's name, unless the attribute says it. Names are kept for as long as the process lives, each once.
    pub name: Option<Cow<'static, str>>,
    /// Whether its spans are added up: [`Callsite::metrics`].
    pub metrics: bool,
    /// Who has decided, for people.
    pub by: Cow<'static, str>,
}

impl Default for Decision {
    fn default() -> Self {
        Self {
            enabled: true,
            arguments: Arguments::All,
            errors: None,
            orphan: None,
            share: None,
            least: Duration::ZERO,
            most: None,
            name: None,
            metrics: false,
            by: Cow::Borrowed(""),
        }
    }
}

impl Decision {
    fn state(&self, site: &Callsite) -> State {
        let shape = site.shape();
        let said = site.default_state();
        let errors = self.errors.filter(|_| !shape.has(Shape::ERRORS)).unwrap_or(said.errors());
        let orphan = self.orphan.filter(|_| !shape.has(Shape::ORPHAN)).unwrap_or(said.orphan());
        let state = State::on(self.arguments, errors, orphan);
        let state = self.share.map_or(state, |share| state.with_share(in_65535(share)));
        if self.enabled { state } else { state.off() }
    }
}

/// What decides.
pub(crate) type Rules = dyn Fn(&'static Callsite) -> Decision + Send + Sync;

#[derive(Default)]
struct Policy {
    /// Recording is on: before that, and after the shutdown, all states say off.
    is_on: bool,
    /// For places that are met later.
    rules: Option<Arc<Rules>>,
    /// By the places' numbers. Empty where there are no rules: then all are as their attributes say.
    decided: Vec<Option<Decision>>,
    /// Places that are off for a while, by their numbers, and until when.
    resting: HashMap<usize, (&'static Callsite, Instant)>,
    /// Places that have had to, by their numbers.
    rested: HashSet<usize>,
    /// Names that rules have given. They stay: a span may go by them.
    names: HashMap<&'static str, &'static &'static str>,
}

static POLICY: Mutex<Option<Policy>> = Mutex::new(None);
/// Counts applications, and places with limits that were met since, for the collector to see that there is something new. 0 where there are no rules.
static VERSION: AtomicU64 = AtomicU64::new(0);

fn with<R>(act: impl FnOnce(&mut Policy) -> R) -> R {
    act(POLICY.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default())
}

/// Rules are users' code: they are asked with nothing locked, and may panic.
fn ask(rules: &Rules, site: &'static Callsite) -> Option<Decision> {
    catch_unwind(AssertUnwindSafe(|| rules(site))).ok()
}

/// Puts it at the place's number.
fn note(decided: &mut Vec<Option<Decision>>, site: &Callsite, decision: Option<Decision>) {
    if decided.len() <= site.index() {
        decided.resize(site.index() + 1, None);
    }
    decided[site.index()] = decision;
}

/// Has these rules decide about all places, and makes what they say hold, together with what else is to change.
fn adopt(rules: &Arc<Rules>, change: impl Fn(&mut Policy)) {
    loop {
        // Dropped with nothing locked: they are users'.
        let _before = with(|policy| policy.rules.clone());
        let (mut decided, added) = (Vec::new(), registry::added());
        registry::callsites().for_each(|site| note(&mut decided, site, ask(&**rules, site)));
        let is_all = with(|policy| {
            let is_all = registry::added() == added;
            if is_all {
                (policy.rules, policy.decided) = (Some(Arc::clone(rules)), decided);
                registry::callsites().for_each(|site| policy.rename(site));
                change(policy);
                policy.write();
            }
            is_all
        });
        if is_all {
            return;
        }
    }
}

impl Policy {
    fn decision(&self, site: &Callsite) -> Option<&Decision> {
        self.decided.get(site.index())?.as_ref()
    }

    fn rename(&mut self, site: &Callsite) {
        let name = self.decided.get(site.index()).and_then(|decision| decision.as_ref()?.name.as_deref());
        let name = name.filter(|_| !site.shape().has(Shape::NAME));
        site.rename(name.map(|name| kept(&mut self.names, name)));
    }

    fn write(&mut self) {
        self.resting.clear();
        registry::set_all(|site| self.state(site));
        if self.rules.is_some() {
            VERSION.fetch_add(1, Ordering::Release);
        }
    }

    fn state(&self, site: &'static Callsite) -> State {
        let state = self.decision(site).map_or(site.default_state(), |decision| decision.state(site));
        if self.is_on { state } else { state.off() }
    }
}

/// A name that stays.
fn kept(names: &mut HashMap<&'static str, &'static &'static str>, name: &str) -> &'static &'static str {
    if let Some(known) = names.get(name) {
        return known;
    }
    let name: &'static str = Box::leak(Box::from(name));
    let kept: &'static &'static str = Box::leak(Box::new(name));
    names.insert(name, kept);
    kept
}

fn in_65535(share: f64) -> u16 {
    (share.clamp(0.0, 1.0) * f64::from(u16::MAX)).round() as u16
}

/// Recording begins.
pub(crate) fn switch_on(rules: Option<&Arc<Rules>>) {
    match rules {
        Some(rules) => adopt(rules, |policy| policy.is_on = true),
        None => with(|policy| {
            policy.is_on = true;
            policy.write();
        }),
    }
}

/// Recording begins, unless it has: for captures, which need nothing installed.
pub(crate) fn ensure_on() {
    with(|policy| {
        if !policy.is_on {
            policy.is_on = true;
            policy.write();
        }
    });
}

/// Recording ends.
pub(crate) fn switch_off() {
    with(|policy| {
        policy.is_on = false;
        policy.write();
    });
}

/// Decides anew about every instrumented place, at once and for all calls to come; spans that are open stay as they are. `rules` is asked about
/// each on this thread, and later, on other threads, about places of other libraries that bridges (`traced-tracing`) meet; where it panics,
/// what the attribute says holds.
///
/// It may be called before anything is installed, and any number of times.
pub fn apply_rules(rules: impl Fn(&'static Callsite) -> Decision + Send + Sync + 'static) {
    let rules: Arc<Rules> = Arc::new(rules);
    adopt(&rules, |_| ());
}

/// A place that is not known yet: it is in the registry from now on, and decided about as the others were.
pub(crate) fn meet(site: &'static Callsite) {
    loop {
        let (rules, by) = with(|policy| (policy.rules.clone(), version()));
        let decision = rules.and_then(|rules| ask(&*rules, site));
        let is_met = with(|policy| {
            let is_met = version() == by;
            if is_met {
                registry::add(site);
                if let Some(decision) = decision {
                    let is_limited = Limit::of(&decision) != Limit::default();
                    note(&mut policy.decided, site, Some(decision));
                    policy.rename(site);
                    // The collector asks again.
                    VERSION.fetch_add(u64::from(is_limited), Ordering::Release);
                }
                site.set_state(policy.state(site));
            }
            is_met
        });
        if is_met {
            return;
        }
    }
}

impl Callsite {
    /// What rules have decided about it; `None` where there are none, so that the attribute says it all.
    pub fn decision(&self) -> Option<Decision> {
        with(|policy| policy.decision(self).cloned())
    }

    /// Whether it is off for a while because it has brought more spans than a rule allows.
    pub fn is_resting(&self) -> bool {
        with(|policy| policy.resting.contains_key(&self.index()))
    }
}

/// Whether there are rules, how many places they have switched off, and how many have had to rest.
pub(crate) fn counts() -> (bool, usize, usize) {
    let off = |decision: &&Option<Decision>| decision.as_ref().is_some_and(|decision| !decision.enabled);
    with(|policy| (policy.rules.is_some(), policy.decided.iter().filter(off).count(), policy.rested.len()))
}

/// What the collector goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Limit {
    pub(crate) least: Duration,
    pub(crate) most: Option<(u64, Duration)>,
    pub(crate) metrics: bool,
}

impl Limit {
    fn of(decision: &Decision) -> Self {
        Self { least: decision.least, most: decision.most, metrics: decision.metrics }
    }
}

/// Which application of rules is in force; 0 for none.
pub(crate) fn version() -> u64 {
    VERSION.load(Ordering::Acquire)
}

/// The limits of all places, by their numbers; empty where there are none.
pub(crate) fn limits() -> Vec<Limit> {
    let limit = |decision: &Option<Decision>| decision.as_ref().map_or(Limit::default(), Limit::of);
    let limits: Vec<_> = with(|policy| policy.decided.iter().map(limit).collect());
    if limits.iter().all(|limit| *limit == Limit::default()) { Vec::new() } else { limits }
}

/// Switches a place off for a while; false where it is off already, or other rules hold by now.
pub(crate) fn rest(site: &'static Callsite, until: Instant, by: u64) -> bool {
    with(|policy| {
        let is_new = version() == by && !site.is_off();
        if is_new {
            policy.resting.insert(site.index(), (site, until));
            policy.rested.insert(site.index());
            site.set_state(site.state().off());
        }
        is_new
    })
}

/// Switches those places on again whose time is over; when the next one's is.
pub(crate) fn wake(now: Instant) -> Option<Instant> {
    if version() == 0 {
        return None;
    }
    with(|policy| {
        for (_, (site, _)) in policy.resting.extract_if(|_, (_, until)| *until <= now).collect::<Vec<_>>() {
            site.set_state(policy.state(site));
        }
        policy.resting.values().map(|(_, until)| *until).min()
    })
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy").field("is_on", &self.is_on).field("decided", &self.decided).finish_non_exhaustive()
    }
}
