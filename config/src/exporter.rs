//! Where spans go: the exporters, and their options.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    key::{COUNT, Key, SIZE, TEXT, TIME, key},
    mistake::{Mistake, list},
    place::Place,
    table::{Entry, Table},
};

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
    /// A table of texts.
    Headers,
}

/// Whose requests are HTTP's.
const HTTP: &[&str] = &["otlp", "zipkin", "jaeger"];

/// Writes the options: how each is read, whose it is, and what is said of it.
macro_rules! options {
    ($($name:ident: $takes:expr, $kinds:expr, $written:expr, $default:literal, $about:literal;)+) => {
        const OPTIONS: &[(&str, Takes, &[&str])] = &[$((stringify!($name), $takes, $kinds)),+];

        pub(crate) const DOCUMENTED: &[Key] = &[
            key("exporter", "kind", KINDS, "has to be there", "Which exporter."),
            $(key("exporter", stringify!($name), $written, $default, $about)),+
        ];
    };
}

const KINDS: &str = "`\"otlp\"`, `\"zipkin\"`, `\"jaeger\"`, `\"xray\"`, `\"file\"`, `\"console\"` or `\"summary\"`";

options! {
    endpoint: Takes::Text, HTTP, TEXT,
        "the service on this machine, at its usual port", "Where spans are sent.";
    protocol: Takes::OneOf(&["http/protobuf", "http/json", "grpc"]), &["otlp"], "`\"http/protobuf\"`, `\"http/json\"` or `\"grpc\"`",
        "`\"http/protobuf\"`", "How OTLP is sent.";
    agent: Takes::Text, &["jaeger"], "`\"host:port\"`",
        "none: spans go to the endpoint", "A Jaeger agent, for Thrift over UDP.";
    daemon: Takes::Text, &["xray"], "`\"host:port\"`",
        "`\"127.0.0.1:2000\"`", "The X-Ray daemon.";
    timeout: Takes::Duration, HTTP, TIME,
        "`\"10s\"`", "How long a request may take.";
    compression: Takes::OneOf(&["none", "gzip"]), &["otlp", "zipkin"], "`\"none\"` or `\"gzip\"`",
        "`\"none\"`", "How requests are compressed.";
    certificates: Takes::Text, HTTP, "a file",
        "Mozilla's", "Certificates in PEM form, to be trusted in place of those that are built in.";
    max_request: Takes::Size, HTTP, SIZE,
        "`\"4MiB\"`", "How large a request may be.";
    headers: Takes::Headers, HTTP, "a table of texts",
        "none", "Headers of every request.";
    spool: Takes::Text, HTTP, "a folder",
        "none", "Where spans wait on the disk while the receiver is away.";
    spool_limit: Takes::Size, HTTP, SIZE,
        "`\"64MiB\"`", "How much may wait there.";
    path: Takes::Text, &["file"], "a file",
        "`\"traces.jsonl\"`", "Where lines of OTLP's JSON are written, from the folder of this file on.";
    rotate: Takes::Size, &["file"], SIZE,
        "`\"64MiB\"`", "How long the file may become before the next begins.";
    keep: Takes::Count, &["file"], COUNT,
        "`5`", "How many files are kept.";
}

impl Exporter {
    /// All kinds.
    pub const KINDS: [&str; 7] = ["otlp", "zipkin", "jaeger", "xray", "file", "console", "summary"];

    fn known(kind: &str) -> impl Iterator<Item = (&'static str, Takes)> {
        OPTIONS.iter().filter(move |(.., kinds)| kinds.contains(&kind)).map(|(name, takes, _)| (*name, *takes))
    }

    /// The options of a kind.
    pub fn options(kind: &str) -> impl Iterator<Item = &'static str> {
        Self::known(kind).map(|(name, _)| name)
    }

    pub(crate) fn read(table: Table<'_>, place: Place) -> Option<Self> {
        let Some(entry) = table.get("kind") else {
            table.source.push(Mistake::new(place, "exporter.kind", "nothing", list(&Self::KINDS)));
            return None;
        };
        let kind = entry.word(&Self::KINDS.map(|kind| (kind, kind)))?;
        let (mut options, mut headers) = (BTreeMap::new(), BTreeMap::new());
        for (name, takes) in Self::known(kind) {
            let Some(entry) = table.get(name) else { continue };
            let setting = match takes {
                Takes::Text => entry.text().map(|text| Setting::Text(text.to_owned())),
                Takes::Duration => entry.duration().map(Setting::Duration),
                Takes::Size => entry.size().map(Setting::Count),
                Takes::Count => entry.count().map(Setting::Count),
                Takes::OneOf(words) => {
                    let words: Vec<_> = words.iter().map(|word| (*word, *word)).collect();
                    entry.word(&words).map(|word| Setting::Text(word.to_owned()))
                }
                Takes::Headers => {
                    if let Some(list) = entry.table() {
                        let header =
                            |(name, entry): (&str, Entry<'_>)| Some((name.to_owned(), entry.text()?.to_owned()));
                        headers.extend(list.all().filter_map(header));
                    }
                    None
                }
            };
            options.extend(setting.map(|setting| (name, setting)));
        }
        table.finish();
        Some(Self { place, kind, options, headers })
    }
}
