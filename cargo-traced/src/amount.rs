//! Rules that select a lot: `check` finds them, and whoever builds with them is warned in the same words.

use traced_config::Config;

/// More functions than this that one rule selects are worth a warning, where the file does not say how many.
const WARN_ABOVE: u64 = 2000;

/// How many are not too many.
pub(crate) fn limit(config: &Config) -> u64 {
    config.sections.guard.warn_above.unwrap_or(WARN_ABOVE)
}

/// What there is to say about a rule that switches on so many functions.
pub(crate) fn too_many(selects: usize, limit: u64) -> Option<String> {
    let is_more = u64::try_from(selects).unwrap_or(u64::MAX) > limit;
    is_more.then(|| format!("selects {selects} functions, more than `guard.warn_above` ({limit})"))
}
