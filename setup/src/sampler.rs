//! Samplers as the configuration describes them.

use traced_config::Sampler as Described;
use traced_runtime::Sampler;

/// `None` where nothing is described.
pub(crate) fn sampler(described: &Described) -> Option<Sampler> {
    if *described == Described::default() {
        return None;
    }
    let others = match (described.ratio, described.max_rate) {
        (Some(ratio), Some(rate)) => {
            let (ratio, limit) = (Sampler::ratio(ratio), limit(rate));
            // Only what the ratio lets through counts towards the limit.
            Sampler::custom(move |sampling| ratio.decide(sampling) && limit.decide(sampling))
        }
        (Some(ratio), None) => Sampler::ratio(ratio),
        (None, Some(rate)) => limit(rate),
        (None, None) => Sampler::always(),
    };
    let operations = described.operations.iter().map(|(name, share)| (name.clone(), Sampler::ratio(*share)));
    let root = Sampler::per_operation(operations, others);
    Some(if described.parent.unwrap_or(true) { Sampler::parent_based(root) } else { root })
}

#[expect(clippy::cast_precision_loss, reason = "a rate is not that exact")]
fn limit(rate: traced_config::Rate) -> Sampler {
    Sampler::rate_limit(rate.count as f64 / rate.per.as_secs_f64())
}
