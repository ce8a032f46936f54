//! Every key that the file may have, for documentation and for tools. A test holds the list against what is read.

/// A key, and what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The table it is in, such as `rule.set`; empty at the top. Those of an exporter are in `exporter`, whatever its kind.
    pub table: &'static str,
    /// The key.
    pub name: &'static str,
    /// What it takes.
    pub takes: &'static str,
    /// What holds where it is not set.
    pub default: &'static str,
    /// What it is for.
    pub about: &'static str,
}

const fn key(
    table: &'static str,
    name: &'static str,
    takes: &'static str,
    default: &'static str,
    about: &'static str,
) -> Key {
    Key { table, name, takes, default, about }
}

const TEXT: &str = "text";
const BOOL: &str = "`true` or `false`";
const TIME: &str = "a time, such as `\"1.5ms\"`";
const SIZE: &str = "bytes, such as `\"64MiB\"`";
const SHORT: &str = "bytes, such as `\"256B\"`, up to `\"1KiB\"`";
const COUNT: &str = "a whole number";
const SHARE: &str = "a number from 0 to 1";
const RATE: &str = "a number and a time, such as `\"1000/s\"`";
const TABLE: &str = "a table";
const TABLES: &str = "tables";

/// All keys, in the order of the documentation.
pub const KEYS: &[Key] = &[
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
        "Whether it is said at the end which places brought spans or had to rest, and what became of the spans.",
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
    key("rule.set", "enabled", BOOL, "`true` where there is an attribute, else `false`", "Whether spans are recorded."),
    key(
        "rule.set",
        "compile",
        BOOL,
        "`false`",
        "Whether that is decided when the program is compiled: with `enabled = false` the attribute then returns the user's tokens.",
    ),
    key(
        "rule.set",
        "args",
        "`\"none\"`, `\"listed\"`, `\"scalars\"` or `\"all\"`",
        "`\"all\"`",
        "Which arguments become tags.",
    ),
    key(
        "rule.set",
        "errors",
        "`\"chain\"`, `\"display\"`, `\"debug\"` or `\"off\"`",
        "`\"chain\"`",
        "How errors are recorded.",
    ),
    key("rule.set", "sample", SHARE, "what the sampler says", "Which share of the traces that begin here is recorded."),
    key(
        "rule.set",
        "min_duration",
        TIME,
        "`\"0ms\"`",
        "Spans that took less are dropped when they end, unless they failed.",
    ),
    key(
        "rule.set",
        "max_rate",
        RATE,
        "`guard.max_rate`",
        "How many spans a time may bring; beyond it the function is switched off until the time is over.",
    ),
    key(
        "rule.set",
        "orphan",
        "`\"root\"` or `\"ignore\"`",
        "`\"root\"`",
        "What it does where nothing is current: begin a trace, or record nothing.",
    ),
    key(
        "rule.set",
        "name",
        "text with `{crate}`, `{module}`, `{type}` and `{fn}`",
        "`\"{type}::{fn}\"`",
        "The operation's name.",
    ),
    key(
        "exporter",
        "kind",
        "`\"otlp\"`, `\"zipkin\"`, `\"jaeger\"`, `\"xray\"`, `\"file\"`, `\"console\"` or `\"summary\"`",
        "has to be there",
        "Which exporter.",
    ),
    key("exporter", "endpoint", TEXT, "the service on this machine, at its usual port", "Where spans are sent."),
    key(
        "exporter",
        "protocol",
        "`\"http/protobuf\"`, `\"http/json\"` or `\"grpc\"`",
        "`\"http/protobuf\"`",
        "How OTLP is sent.",
    ),
    key(
        "exporter",
        "agent",
        "`\"host:port\"`",
        "none: spans go to the endpoint",
        "A Jaeger agent, for Thrift over UDP.",
    ),
    key("exporter", "daemon", "`\"host:port\"`", "`\"127.0.0.1:2000\"`", "The X-Ray daemon."),
    key("exporter", "timeout", TIME, "`\"10s\"`", "How long a request may take."),
    key("exporter", "compression", "`\"none\"` or `\"gzip\"`", "`\"none\"`", "How requests are compressed."),
    key(
        "exporter",
        "certificates",
        "a file",
        "Mozilla's",
        "Certificates in PEM form, to be trusted in place of those that are built in.",
    ),
    key("exporter", "max_request", SIZE, "`\"4MiB\"`", "How large a request may be."),
    key("exporter", "headers", "a table of texts", "none", "Headers of every request."),
    key("exporter", "spool", "a folder", "none", "Where spans wait on the disk while the receiver is away."),
    key("exporter", "spool_limit", SIZE, "`\"64MiB\"`", "How much may wait there."),
    key(
        "exporter",
        "path",
        "a file",
        "`\"traces.jsonl\"`",
        "Where lines of OTLP's JSON are written, from the folder of this file on.",
    ),
    key("exporter", "rotate", SIZE, "`\"64MiB\"`", "How long the file may become before the next begins."),
    key("exporter", "keep", COUNT, "`5`", "How many files are kept."),
];
