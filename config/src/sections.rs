//! What is not a rule: the service, where spans go, and the limits.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    mistake::Mistake,
    place::Place,
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

/// Where spans go.
#[derive(Clone, Debug, PartialEq)]
pub struct Exporter {
    /// Where it stands.
    pub place: Place,
    /// Which exporter: one of [`Exporter::KINDS`].
    pub kind: &'static str,
    /// Its options, by their names: each is one of [`Exporter::options`].
    pub options: BTreeMap<&'static str, Setting>,
    /// Headers to send with every request.
    pub headers: BTreeMap<String, String>,
}

/// The value of an option.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// Text.
    Text(String),
    /// How long.
    Duration(Duration),
    /// How many, or how many bytes.
    Count(u64),
}

/// What an option takes.
#[derive(Clone, Copy, PartialEq)]
enum Takes {
    Text,
    Duration,
    Size,
    Count,
    OneOf(&'static [&'static str]),
}

type Options = &'static [(&'static str, Takes)];

const COMPRESSIONS: Takes = Takes::OneOf(&["none", "gzip"]);
const OTLP: Options = &[
    ("endpoint", Takes::Text),
    ("protocol", Takes::OneOf(&["http/protobuf", "http/json", "grpc"])),
    ("timeout", Takes::Duration),
    ("compression", COMPRESSIONS),
    ("certificates", Takes::Text),
    ("max_request", Takes::Size),
    ("spool", Takes::Text),
    ("spool_limit", Takes::Size),
];
const ZIPKIN: Options = &[
    ("endpoint", Takes::Text),
    ("timeout", Takes::Duration),
    ("compression", COMPRESSIONS),
    ("certificates", Takes::Text),
    ("max_request", Takes::Size),
    ("spool", Takes::Text),
    ("spool_limit", Takes::Size),
];
const JAEGER: Options = &[
    ("endpoint", Takes::Text),
    ("agent", Takes::Text),
    ("timeout", Takes::Duration),
    ("certificates", Takes::Text),
    ("max_request", Takes::Size),
    ("spool", Takes::Text),
    ("spool_limit", Takes::Size),
];
const XRAY: Options = &[("daemon", Takes::Text)];
const FILE: Options = &[("path", Takes::Text), ("rotate", Takes::Size), ("keep", Takes::Count)];

/// Exporters, their options, and whether they take headers.
const EXPORTERS: [(&str, Options, bool); 7] = [
    ("otlp", OTLP, true),
    ("zipkin", ZIPKIN, true),
    ("jaeger", JAEGER, true),
    ("xray", XRAY, false),
    ("file", FILE, false),
    ("console", &[], false),
    ("summary", &[], false),
];

impl Exporter {
    /// All kinds.
    pub const KINDS: [&str; 7] = {
        let mut kinds = [""; 7];
        let mut i = 0;
        while i < 7 {
            kinds[i] = EXPORTERS[i].0;
            i += 1;
        }
        kinds
    };

    /// The options of a kind.
    pub fn options(kind: &str) -> impl Iterator<Item = &'static str> {
        let options =
            EXPORTERS.iter().find(|(name, ..)| *name == kind).map_or(&[] as Options, |(_, options, _)| options);
        options.iter().map(|(name, _)| *name)
    }

    fn read(table: Table<'_>, place: Place) -> Option<Self> {
        let kinds = EXPORTERS.map(|kind| (kind.0, kind));
        let Some(entry) = table.get("kind") else {
            let accepted = crate::mistake::list(&Self::KINDS);
            table.source.push(Mistake::new(place, "exporter.kind", "nothing", accepted));
            return None;
        };
        let (kind, known, headed) = entry.word(&kinds)?;
        let mut options = BTreeMap::new();
        for (name, takes) in known {
            let setting = table.get(name).and_then(|entry| match takes {
                Takes::Text => entry.text().map(|text| Setting::Text(text.to_owned())),
                Takes::Duration => entry.duration().map(Setting::Duration),
                Takes::Size => entry.size().map(Setting::Count),
                Takes::Count => entry.count().map(Setting::Count),
                Takes::OneOf(words) => {
                    let words: Vec<_> = words.iter().map(|word| (*word, *word)).collect();
                    entry.word(&words).map(|word| Setting::Text(word.to_owned()))
                }
            });
            options.extend(setting.map(|setting| (*name, setting)));
        }
        let mut headers = BTreeMap::new();
        if headed && let Some(list) = table.get("headers").and_then(|entry| entry.table()) {
            headers.extend(list.all().filter_map(|(name, entry)| Some((name.to_owned(), entry.text()?.to_owned()))));
        }
        table.finish();
        Some(Self { place, kind, options, headers })
    }
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
