//! Every key that the file may have, for documentation and for tools. A test holds the list against what is read.

use std::sync::LazyLock;

use crate::{
    exporter,
    key::{BOOL, COUNT, Key, RATE, SHARE, SHORT, SIZE, TABLE, TABLES, TEXT, TIME, key},
    settings::Settings,
};

/// All keys, in the order of the documentation.
pub static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| [BEFORE, Settings::DOCUMENTED, exporter::DOCUMENTED].concat());

const BEFORE: &[Key] = &[
    key("", "service", TEXT, "the program's name", "The service's name, `service.name` of the resource."),
    key("", "resource", TABLE, "nothing more", "Attributes of the resource: text, numbers, `true` and `false`."),
    key(
        "",
        "exporter",
        TABLES,
        "one to `OTEL_EXPORTER_OTLP_ENDPOINT`, else trees on standard error",
        "Where spans go; each is a `[[exporter]]`.",
    ),
    key("", "sampler", TABLE, "all traces", "Which traces are recorded."),
    key(
        "",
        "propagators",
        "a list",
        "`[\"tracecontext\", \"baggage\"]`",
        "The formats in which contexts travel: `tracecontext`, `baggage`, `b3`, `b3multi`, `jaeger`, `xray`, `ottrace`, `cloudtrace`.",
    ),
    key(
        "",
        "redact",
        "a list of names",
        "what looks like a credential",
        "Names of arguments and tags whose values are not recorded, beside those that never are.",
    ),
    key("", "buffer", TABLE, "", "The memory for spans."),
    key("", "capture", TABLE, "", "How much of values and texts is kept; the rest is cut off."),
    key("", "guard", TABLE, "", "What keeps rules for many functions from drowning a program."),
    key(
        "",
        "rule",
        TABLES,
        "none",
        "What holds for which functions; each is a `[[rule]]`. Of each key the last rule that sets it wins.",
    ),
    key("sampler", "ratio", SHARE, "`1`", "The share of the traces that is recorded."),
    key("sampler", "max_rate", RATE, "no limit", "How many traces a time may bring."),
    key("sampler", "parent", BOOL, "`true`", "Whether the caller's decision goes before."),
    key(
        "sampler",
        "operations",
        "a table of shares",
        "none",
        "Shares for traces that begin with an operation of this name.",
    ),
    key(
        "buffer",
        "bytes",
        SIZE,
        "`\"64MiB\"`",
        "The memory for spans until they are exported; what does not fit is dropped and counted.",
    ),
    key("buffer", "flush_interval", TIME, "`\"1s\"`", "How often spans are handed to exporters."),
    key("capture", "value", SHORT, "`\"256B\"`", "How much of an argument's value."),
    key("capture", "text", SHORT, "`\"1KiB\"`", "How much of a message, and of a text that the program sets itself."),
    key("guard", "max_rate", RATE, "no limit", "`max_rate` for every function that no rule gives one."),
    key(
        "guard",
        "warn_above",
        COUNT,
        "`2000`",
        "How many functions one rule may select before that is worth a warning.",
    ),
    key(
        "guard",
        "summary",
        BOOL,
        "`false`",
        "Whether it is said at the end which places brought spans or had to rest, what became of the spans, and what those of places with `metrics` add up to.",
    ),
    key(
        "rule",
        "match",
        "a pattern or a list",
        "has to be there",
        "The paths it is about: `shop::orders` with all inside, `crate::**`, `Type::method`, `get_*`; `!` in front excludes.",
    ),
    key("rule", "where", TABLE, "no condition", "What else has to hold."),
    key("rule", "set", TABLE, "has to be there", "What is set."),
    key("rule.where", "async", BOOL, "either", "Whether it is an `async fn`."),
    key(
        "rule.where",
        "visibility",
        "`\"pub\"`, `\"restricted\"`, `\"private\"`, or a list",
        "any",
        "What is written in front of it; methods of traits count as `pub`.",
    ),
    key(
        "rule.where",
        "kind",
        "`\"fn\"`, `\"method\"`, `\"trait\"`, or a list",
        "any",
        "What it is part of: a module, an `impl`, or a trait or an `impl` of one.",
    ),
    key(
        "rule.where",
        "name",
        "names with `*` and `?`, joined by a bar; `!` excludes",
        "any",
        "Its own name, such as `\"!fmt\"`.",
    ),
];
