//! The resource to `Process`.

use traced_encode::{borrowed, json::owned_any};
use traced_runtime::{Value, ValueRef, export::Resource};

use super::tags::tag;
use crate::thrift::Thrift;

const SERVICE: &str = "service.name";
/// What a service is called that has no name (OpenTelemetry, "Resource Semantic Conventions").
const UNKNOWN: &str = "unknown_service";

/// `Process`'s fields.
const NAME: u8 = 1;
const TAGS: u8 = 2;

/// A `Process`.
pub(super) fn process<T: Thrift>(out: &mut Vec<u8>, resource: &Resource) {
    let name = resource.get(SERVICE).and_then(Value::as_str).unwrap_or(UNKNOWN);
    T::bytes(out, 0, NAME, name.as_bytes());
    T::counted(out, NAME, TAGS, |out| {
        let mut tags = 0;
        for (key, value) in resource.iter().filter(|(key, _)| *key != SERVICE) {
            if let Some(value) = borrowed(value) {
                tag::<T>(out, key, value);
            } else {
                let mut json = Vec::new();
                owned_any(&mut json, value);
                tag::<T>(out, key, ValueRef::Str(std::str::from_utf8(&json).unwrap_or_default()));
            }
            tags += 1;
        }
        tags
    });
    T::stop(out);
}
