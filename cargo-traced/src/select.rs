//! What the rules mean for the functions that were found: which are traced, by what, and what keeps the others from it.

use std::path::Path;

use traced_config::{Config, Decision, Mistakes, Rule};

use crate::scan::{Attribute, Function, Obstacle};

/// What a configuration that is not there says.
pub(crate) const BUILT_IN: &str = "[[rule]]\nmatch = \"**\"\nset = { enabled = true }\n";

/// How mistakes and rules call it.
pub const BUILT_IN_NAME: &str = "built in";

/// The configuration in which everything is traced that can be: what holds for a workspace that has none.
pub fn built_in() -> Config {
    Config::parse(BUILT_IN_NAME, BUILT_IN).unwrap_or_default()
}

/// The configuration of a folder's workspace, with the rules of `TRACED`; the one that is built in where there is no file.
///
/// # Errors
/// All that is wrong with it.
pub fn configuration(folder: &Path) -> Result<Config, Mistakes> {
    let mut config = match traced_config::find(folder) {
        Some(file) => Config::load(&file)?,
        None => built_in(),
    };
    if let Ok(filter) = std::env::var("TRACED") {
        config.add_filter(&filter)?;
    }
    Ok(config)
}

/// Whether a function is traced, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// By its attribute, or the one around it.
    ByAttribute,
    /// By a rule, where the program is built by `cargo traced`.
    ByRule,
    /// It has no attribute, and no rule is for it.
    Unnamed,
    /// A rule switches it off.
    RuledOut {
        /// Whether that is decided when the program is compiled.
        compiled_out: bool,
    },
    /// Its attribute says so.
    Off,
    /// Something is in the way.
    Obstacle(Obstacle),
}

impl State {
    /// Whether it is traced.
    pub fn is_traced(self) -> bool {
        matches!(self, Self::ByAttribute | Self::ByRule)
    }
}

/// A function, and what becomes of it.
#[derive(Clone, Debug)]
pub struct Selected<'a> {
    /// The function.
    pub function: &'a Function,
    /// What becomes of it.
    pub state: State,
    /// What the rules say.
    pub decision: Decision<'a>,
}

impl<'a> Selected<'a> {
    /// The rule that has decided whether it is traced.
    pub fn rule(&self) -> Option<&'a Rule> {
        self.decision.by("enabled")
    }
}

/// Decides about a function.
pub fn select<'a>(config: &'a Config, function: &'a Function) -> Selected<'a> {
    let decision = config.rules.decide(&function.as_seen());
    Selected { function, state: state(function, &decision), decision }
}

fn state(function: &Function, decision: &Decision<'_>) -> State {
    let enabled = decision.settings.enabled;
    let has_own = matches!(function.attribute, Attribute::Own { .. } | Attribute::Conditional { .. });
    let is_annotated = function.attribute != Attribute::None;
    let in_the_way = function.obstacle.filter(|obstacle| obstacle.is_absolute() || !has_own);
    match (enabled, in_the_way) {
        _ if matches!(function.attribute, Attribute::Off { .. }) => State::Off,
        (Some(false), _) => State::RuledOut { compiled_out: decision.settings.compile == Some(true) },
        (None, _) if !is_annotated => State::Unnamed,
        (_, Some(obstacle)) => State::Obstacle(obstacle),
        _ if is_annotated => State::ByAttribute,
        _ => State::ByRule,
    }
}
