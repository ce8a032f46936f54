//! What is not a rule: the service, and the limits.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    exporter::Exporter,
    table::{Entry, Table},
    units::Rate,
};

/// An attribute of the resource.
#[derive(Clone, Debug, PartialEq)]
pub enum Attribute {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Another number.
    Float(f64),
    /// Yes or no.
    Bool(bool),
}

/// Which traces are recorded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sampler {
    /// The share of them, from 0 to 1.
    pub ratio: Option<f64>,
    /// How many a time may bring.
    pub max_rate: Option<Rate>,
    /// Whether the caller's decision goes before. Default: yes.
    pub parent: Option<bool>,
    /// Shares by the names of operations that begin traces.
    pub operations: BTreeMap<String, f64>,
}

/// How much memory, and how often it is emptied.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Buffer {
    /// For spans until they are exported. Default: 64 MiB.
    pub bytes: Option<u64>,
    /// How often they are handed to exporters. Default: 1 s.
    pub flush_interval: Option<Duration>,
}

/// How much of values and texts is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Capture {
    /// Bytes of an argument's value.
    pub value: Option<u64>,
    /// Bytes of a message, and of a text that was set by hand.
    pub text: Option<u64>,
}

impl Capture {
    /// The most that either may be, in bytes.
    pub const MOST: u64 = 1024;
}

/// What keeps bulk tracing from drowning a program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guard {
    /// As `max_rate` of rules, for every function that no rule gives one.
    pub max_rate: Option<Rate>,
    /// More functions than this that one rule selects are worth a warning. Default: 2000.
    pub warn_above: Option<u64>,
    /// Whether it is said at the end which places brought spans, and what became of these. Default: no.
    pub summary: Option<bool>,
}

impl Guard {
    /// What is worth saying about a rule that selects so many functions, if anything is.
    pub fn finding(&self, selects: u64) -> Option<String> {
        let limit = self.warn_above.unwrap_or(2000);
        (selects > limit).then(|| format!("selects {selects} functions, more than `guard.warn_above` ({limit})"))
    }
}

/// Everything but the rules.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sections {
    /// The service's name.
    pub service: Option<String>,
    /// Attributes of the resource.
    pub resource: BTreeMap<String, Attribute>,
    /// Where spans go.
    pub exporters: Vec<Exporter>,
    /// Which traces are recorded.
    pub sampler: Sampler,
    /// The formats in which contexts travel, by the names that `OTEL_PROPAGATORS` has for them.
    pub propagators: Option<Vec<String>>,
    /// The memory for spans.
    pub buffer: Buffer,
    /// Names of arguments and tags that are redacted, beside those that always are.
    pub redact: Vec<String>,
    /// How much of values and texts is kept.
    pub capture: Capture,
    /// Limits of bulk tracing.
    pub guard: Guard,
}

const PROPAGATORS: [&str; 8] = ["tracecontext", "baggage", "b3", "b3multi", "jaeger", "xray", "ottrace", "cloudtrace"];

impl Sections {
    pub(crate) fn read(table: &Table<'_>) -> Self {
        let sub = |key| table.get(key).and_then(|entry: Entry<'_>| entry.table());
        let service = table.get("service").and_then(|entry| entry.text().map(str::to_owned));
        let mut sections = Self { service, ..Self::default() };
        if let Some(resource) = sub("resource") {
            for (key, entry) in resource.all() {
                let value = entry.read("text, a number, `true` or `false`", attribute);
                sections.resource.extend(value.map(|value| (key.to_owned(), value)));
            }
        }
        if let Some(list) = table.get("exporter") {
            for entry in list.elements() {
                let place = entry.place();
                sections.exporters.extend(entry.table().and_then(|table| Exporter::read(table, place)));
            }
        }
        if let Some(sampler) = sub("sampler") {
            sections.sampler = Sampler::read(sampler);
        }
        sections.propagators = table.get("propagators").map(|entry| {
            let names = PROPAGATORS.map(|name| (name, name));
            entry.elements().iter().filter_map(|entry| entry.word(&names).map(str::to_owned)).collect()
        });
        if let Some(buffer) = sub("buffer") {
            sections.buffer.bytes = buffer.get("bytes").and_then(|entry| entry.size());
            sections.buffer.flush_interval = buffer.get("flush_interval").and_then(|entry| entry.duration());
            buffer.finish();
        }
        sections.redact =
            table.get("redact").map(|entry| entry.texts().into_iter().map(str::to_owned).collect()).unwrap_or_default();
        if let Some(capture) = sub("capture") {
            let limit = |key| capture.get(key).and_then(|entry: Entry<'_>| entry.size_up_to(Capture::MOST));
            sections.capture = Capture { value: limit("value"), text: limit("text") };
            capture.finish();
        }
        if let Some(guard) = sub("guard") {
            sections.guard.max_rate = guard.get("max_rate").and_then(|entry| entry.rate());
            sections.guard.warn_above = guard.get("warn_above").and_then(|entry| entry.count());
            sections.guard.summary = guard.get("summary").and_then(|entry| entry.bool());
            guard.finish();
        }
        sections
    }
}

impl Sampler {
    fn read(table: Table<'_>) -> Self {
        let mut operations = BTreeMap::new();
        if let Some(list) = table.get("operations").and_then(|entry| entry.table()) {
            operations.extend(list.all().filter_map(|(name, entry)| Some((name.to_owned(), entry.share()?))));
        }
        let sampler = Self {
            ratio: table.get("ratio").and_then(|entry| entry.share()),
            max_rate: table.get("max_rate").and_then(|entry| entry.rate()),
            parent: table.get("parent").and_then(|entry| entry.bool()),
            operations,
        };
        table.finish();
        sampler
    }
}

fn attribute(value: &toml::de::DeValue<'_>) -> Option<Attribute> {
    use toml::de::DeValue;
    Some(match value {
        DeValue::String(text) => Attribute::Text(text.to_string()),
        DeValue::Boolean(value) => Attribute::Bool(*value),
        DeValue::Integer(number) => {
            Attribute::Integer(i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()?)
        }
        DeValue::Float(number) => Attribute::Float(number.as_str().replace('_', "").parse().ok()?),
        _ => return None,
    })
}
