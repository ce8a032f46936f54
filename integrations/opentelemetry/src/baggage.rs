//! Baggage, both ways. Properties are OpenTelemetry's metadata, as they stand in a header.

use opentelemetry::baggage::{self, BaggageMetadata, KeyValueMetadata};
use traced_runtime::{Baggage, bridge};

/// Our baggage as OpenTelemetry's.
///
/// Entries whose keys are no tokens (RFC 7230 §3.2.6) it does not take. See OpenTelemetry, Baggage API.
///
/// ```
/// use traced_runtime::Baggage;
///
/// let ours = Baggage::new().with_properties("tenant", "a b", [("ttl", Some("30 s")), ("private", None)]);
/// let theirs = traced_opentelemetry::to_baggage(&ours);
/// assert_eq!(theirs.get("tenant").unwrap().as_str(), "a b");
/// assert_eq!(theirs.to_string(), "tenant=a%20b;ttl=30%20s;private");
/// assert_eq!(traced_opentelemetry::from_baggage(&theirs), ours);
/// ```
pub fn to_baggage(baggage: &Baggage) -> baggage::Baggage {
    bridge::members(baggage)
        .map(|(key, value, properties)| {
            KeyValueMetadata::new(key.to_owned(), value.to_owned(), BaggageMetadata::from(properties))
        })
        .collect()
}

/// OpenTelemetry's baggage as ours, in the order of its keys: it has none of its own.
pub fn from_baggage(baggage: &baggage::Baggage) -> Baggage {
    add(&Baggage::new(), baggage)
}

/// Ours, and theirs in addition or instead.
pub(crate) fn add(ours: &Baggage, theirs: &baggage::Baggage) -> Baggage {
    let mut entries: Vec<_> = theirs.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| key.as_str());
    entries.into_iter().fold(ours.clone(), |baggage, (key, (value, metadata))| {
        bridge::with_member(&baggage, key.as_str(), value.as_str(), metadata.as_str())
    })
}
