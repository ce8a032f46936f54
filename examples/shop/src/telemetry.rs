//! Where spans go, and where to look for them there. The rest is in `traced.toml`, beside this package's manifest.

use std::{env, fmt, fs, path::PathBuf};

use traced::{Builder, export::Console};
use traced_setup::Setup;

use crate::store::Failure;

/// What is traced, and how, if `TRACED_CONFIG` names no other file.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/traced.toml");

/// What names destinations where no argument does.
pub const VARIABLE: &str = "OTEL_TRACES_EXPORTER";

/// What the names of spans say as well, or nobody looks for in a terminal.
const NOISE: [&str; 10] = [
    "http.request.method",
    "http.response.body",
    "http.route",
    "network.",
    "rpc.method",
    "rpc.service",
    "rpc.system",
    "server.",
    "db.system",
    "url.",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    Console,
    /// A file for each service, in this folder.
    Files(PathBuf),
    Otlp,
    Zipkin,
    Jaeger,
    XRay,
}

/// As an argument says it.
impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Console => f.write_str("console"),
            Self::Files(folder) => write!(f, "file={}", folder.display()),
            Self::Otlp => f.write_str("otlp"),
            Self::Zipkin => f.write_str("zipkin"),
            Self::Jaeger => f.write_str("jaeger"),
            Self::XRay => f.write_str("xray"),
        }
    }
}

/// Reads a list such as `console,zipkin`; `source` is what said it.
pub fn destinations(source: &str, list: &str) -> Result<Vec<Destination>, String> {
    let one = |word: &str| {
        Ok(match word {
            "console" => Destination::Console,
            "file" => Destination::Files("shop-traces".into()),
            "otlp" => Destination::Otlp,
            "zipkin" => Destination::Zipkin,
            "jaeger" => Destination::Jaeger,
            "xray" => Destination::XRay,
            _ => match word.strip_prefix("file=") {
                Some(folder) if !folder.is_empty() => Destination::Files(folder.into()),
                _ => {
                    let accepted = "console, file, file=FOLDER, otlp, zipkin, jaeger, xray or none";
                    return Err(format!("{source} is {word:?}: expected {accepted}"));
                }
            },
        })
    };
    list.split(',').map(str::trim).filter(|word| *word != "none").map(one).collect()
}

impl Destination {
    fn add_to(&self, builder: Builder, service: &str) -> Result<Builder, Failure> {
        Ok(match self {
            Self::Console => console(builder),
            Self::Files(folder) => {
                fs::create_dir_all(folder)?;
                builder.exporter(traced_file::Exporter::to(folder.join(format!("{service}.jsonl")))?)
            }
            Self::Otlp => builder.exporter(traced_otlp::from_env()?),
            Self::Zipkin => builder.exporter(traced_zipkin::from_env()?),
            Self::Jaeger => builder.exporter(traced_jaeger::from_env()?),
            Self::XRay => builder.exporter(traced_xray::from_env()?),
        })
    }

    /// Where a person finds a trace, whose id stands in the place of `TRACE`.
    fn look(&self) -> String {
        match self {
            Self::Console => "the trees that were printed".to_owned(),
            Self::Files(folder) => format!("grep TRACE {}/*.jsonl", folder.display()),
            Self::Zipkin => {
                let url = env::var("OTEL_EXPORTER_ZIPKIN_ENDPOINT").unwrap_or_default();
                let url = if url.is_empty() { "http://localhost:9411" } else { url.trim_end_matches("/api/v2/spans") };
                format!("{}/zipkin/traces/TRACE", url.trim_end_matches('/'))
            }
            Self::Otlp => "where OTLP goes; in a Jaeger usually http://localhost:16686/trace/TRACE".to_owned(),
            Self::Jaeger => "usually http://localhost:16686/trace/TRACE".to_owned(),
            Self::XRay => "X-Ray's console, where the daemon sends to".to_owned(),
        }
    }
}

fn console(builder: Builder) -> Builder {
    builder.exporter(Console::stdout().without_tags(NOISE))
}

/// Sets tracing up for a service. Its name is its own; where spans go, what was said before says, else the file, else they are printed.
pub fn set_up(service: &'static str, to: Option<&[Destination]>, begun: Builder) -> Result<Setup, Failure> {
    let said = to.unwrap_or_default();
    let runtime = said.iter().try_fold(begun.service(service), |builder, one| one.add_to(builder, service))?;
    let setup = traced_setup::builder().runtime(runtime).exporters(to.is_none()).otherwise(console);
    let named = env::var_os("TRACED_CONFIG").is_some();
    Ok(if named { setup } else { setup.file(FILE) }.install()?)
}

/// Where to look, in words.
pub fn look(to: Option<&[Destination]>) -> Vec<String> {
    let unsaid = || vec!["where traced.toml sends it, else the trees that were printed".to_owned()];
    to.map_or_else(unsaid, |to| to.iter().map(Destination::look).collect())
}
