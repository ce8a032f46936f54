//! What OpenTelemetry's environment variables say about the process: its resource, its sampler, its propagators, and the length of values.

use std::{borrow::Cow, fmt};

use crate::{propagation::Propagation, resource::Resource, sampling::Sampler};

/// An environment variable with a value that means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentError {
    /// The variable.
    pub variable: &'static str,
    /// What it was set to.
    pub found: String,
    /// What would be accepted.
    pub accepted: Cow<'static, str>,
}

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={:?} is not understood: expected {}", self.variable, self.found, self.accepted)
    }
}

impl std::error::Error for EnvironmentError {}

/// The value of a variable; an empty one counts as not set (OpenTelemetry, Environment Variables §Parsing empty value).
fn variable(get: &dyn Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    get(name).filter(|value| !value.trim().is_empty())
}

/// `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES`.
pub(crate) fn resource(get: &dyn Fn(&str) -> Option<String>) -> Result<Resource, EnvironmentError> {
    const ATTRIBUTES: &str = "OTEL_RESOURCE_ATTRIBUTES";
    let mut resource = Resource::default();
    if let Some(text) = variable(get, ATTRIBUTES) {
        let accepted = "comma-separated key=value pairs, with other characters percent-encoded";
        for pair in text.split(',').filter(|pair| !pair.trim().is_empty()) {
            let parsed = pair.split_once('=').map(|(key, value)| (key.trim(), percent_decode(value.trim())));
            let Some((key, Some(value))) = parsed.filter(|(key, _)| !key.is_empty()) else {
                return Err(EnvironmentError { variable: ATTRIBUTES, found: text, accepted: accepted.into() });
            };
            resource.set(key.to_owned(), value);
        }
    }
    if let Some(name) = variable(get, "OTEL_SERVICE_NAME") {
        resource.set("service.name", name);
    }
    Ok(resource)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let (digits, after) = after.split_first_chunk::<2>()?;
            let digits = std::str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = after;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

/// `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`.
pub(crate) fn sampler(get: &dyn Fn(&str) -> Option<String>) -> Result<Option<Sampler>, EnvironmentError> {
    const SAMPLER: &str = "OTEL_TRACES_SAMPLER";
    const ARGUMENT: &str = "OTEL_TRACES_SAMPLER_ARG";
    let Some(name) = variable(get, SAMPLER) else { return Ok(None) };
    let ratio = || match variable(get, ARGUMENT) {
        None => Ok(Sampler::always()),
        Some(text) => match text.trim().parse::<f64>() {
            Ok(ratio) if (0.0..=1.0).contains(&ratio) => Ok(Sampler::ratio(ratio)),
            _ => Err(EnvironmentError { variable: ARGUMENT, found: text, accepted: "a number from 0 to 1".into() }),
        },
    };
    Ok(Some(match name.trim() {
        "always_on" => Sampler::always(),
        "always_off" => Sampler::never(),
        "traceidratio" => ratio()?,
        "parentbased_always_on" => Sampler::parent_based(Sampler::always()),
        "parentbased_always_off" => Sampler::parent_based(Sampler::never()),
        "parentbased_traceidratio" => Sampler::parent_based(ratio()?),
        _ => {
            let accepted = "always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off or parentbased_traceidratio";
            return Err(EnvironmentError { variable: SAMPLER, found: name, accepted: accepted.into() });
        }
    }))
}

/// `OTEL_PROPAGATORS`: a list of names (OpenTelemetry, Environment Variables §General SDK configuration), and `cloudtrace`, for which there is none.
pub(crate) fn propagators(get: &dyn Fn(&str) -> Option<String>) -> Result<Option<Vec<Propagation>>, EnvironmentError> {
    const PROPAGATORS: &str = "OTEL_PROPAGATORS";
    let Some(text) = variable(get, PROPAGATORS) else { return Ok(None) };
    let names = || text.split(',').map(str::trim).filter(|name| !name.is_empty());
    let mut formats = Vec::new();
    for name in names() {
        let Some(format) = Propagation::by_name(name) else {
            if name == "none" && names().count() == 1 {
                continue;
            }
            let accepted = "a comma-separated list of tracecontext, baggage, b3, b3multi, jaeger, xray, ottrace and cloudtrace, or none alone";
            return Err(EnvironmentError { variable: PROPAGATORS, found: text, accepted: accepted.into() });
        };
        // Names may be there twice, formats are used once.
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    Ok(Some(formats))
}

/// `OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT`, else `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT` (OpenTelemetry, Environment Variables §Attribute limits).
pub(crate) fn value_length(get: &dyn Fn(&str) -> Option<String>) -> Result<Option<usize>, EnvironmentError> {
    for name in ["OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"] {
        if let Some(text) = variable(get, name) {
            let Ok(length) = text.trim().parse() else {
                let accepted = "a number that is not negative".into();
                return Err(EnvironmentError { variable: name, found: text, accepted });
            };
            return Ok(Some(length));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
