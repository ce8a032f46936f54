//! Exporters as the configuration names them. What the environment says of one goes before what the file says.

use std::path::Path;

use traced_config::{Exporter, Setting};
use traced_runtime::{
    Builder,
    export::{Console, Summary},
};

use crate::error::SetupError;

/// The settings of one exporter.
#[allow(dead_code, reason = "which are read depends on which exporters are compiled in")]
struct Options<'a>(&'a Exporter);

#[allow(dead_code, reason = "which are used depends on which exporters are compiled in")]
impl<'a> Options<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        match self.0.options.get(name) {
            Some(Setting::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn count(&self, name: &str) -> Option<u64> {
        match self.0.options.get(name) {
            Some(Setting::Count(count)) => Some(*count),
            _ => None,
        }
    }

    fn duration(&self, name: &str) -> Option<std::time::Duration> {
        match self.0.options.get(name) {
            Some(Setting::Duration(duration)) => Some(*duration),
            _ => None,
        }
    }

    fn refused(&self, error: impl std::fmt::Display) -> SetupError {
        SetupError::Exporter { place: self.0.place.clone(), message: error.to_string() }
    }
}

/// What exporters over HTTP have in common.
#[cfg(any(feature = "otlp", feature = "zipkin", feature = "jaeger"))]
macro_rules! over_http {
    ($builder:expr, $options:expr) => {{
        let (mut builder, options) = ($builder, $options);
        if let Some(endpoint) = options.text("endpoint") {
            builder = builder.endpoint(endpoint);
        }
        if let Some(limit) = options.duration("timeout") {
            builder = builder.timeout(limit);
        }
        if let Some(file) = options.text("certificates") {
            builder = builder.certificates(file);
        }
        if let Some(bytes) = options.count("max_request") {
            builder = builder.max_request_bytes(usize::try_from(bytes).unwrap_or(usize::MAX));
        }
        match options.text("compression") {
            Some("gzip") => builder = builder.compression(traced_http::Compression::Gzip),
            Some(_) => builder = builder.compression(traced_http::Compression::None),
            None => {}
        }
        if let Some(directory) = options.text("spool") {
            builder = builder.spool(directory);
        }
        if let Some(bytes) = options.count("spool_limit") {
            builder = builder.spool_limit(bytes);
        }
        for (name, value) in &options.0.headers {
            builder = builder.header(name, value);
        }
        builder
    }};
}

/// Adds one. `folder` is what paths are relative to.
pub(crate) fn add(builder: Builder, exporter: &Exporter, folder: &Path) -> Result<Builder, SetupError> {
    let options = Options(exporter);
    let _ = (&options, folder);
    Ok(match exporter.kind {
        "console" => builder.exporter(Console::stderr()),
        "summary" => builder.exporter(Summary::new()),
        #[cfg(feature = "otlp")]
        "otlp" => {
            let mut otlp = over_http!(traced_otlp::Exporter::builder(), &options);
            match options.text("protocol") {
                Some("http/protobuf") => otlp = otlp.protocol(traced_otlp::Protocol::HttpProtobuf),
                Some("http/json") => otlp = otlp.protocol(traced_otlp::Protocol::HttpJson),
                #[cfg(feature = "grpc")]
                Some("grpc") => otlp = otlp.protocol(traced_otlp::Protocol::Grpc),
                Some(other) => {
                    return Err(options
                        .refused(format_args!("the protocol {other:?} needs the feature `grpc` of `traced-setup`")));
                }
                None => {}
            }
            builder.exporter(otlp.from_env().build().map_err(|error| options.refused(error))?)
        }
        #[cfg(feature = "zipkin")]
        "zipkin" => {
            let zipkin = over_http!(traced_zipkin::Exporter::builder(), &options);
            builder.exporter(zipkin.from_env().build().map_err(|error| options.refused(error))?)
        }
        #[cfg(feature = "jaeger")]
        "jaeger" => {
            let mut jaeger = over_http!(traced_jaeger::Exporter::builder(), &options);
            if let Some(agent) = options.text("agent") {
                let address = agent.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok()?)));
                let Some((host, port)) = address else {
                    return Err(options.refused(format_args!("agent: found {agent:?}, accepted is `host:port`")));
                };
                jaeger = jaeger.agent(host, port);
            }
            builder.exporter(jaeger.from_env().build().map_err(|error| options.refused(error))?)
        }
        #[cfg(feature = "xray")]
        "xray" => {
            let mut xray = traced_xray::Exporter::builder();
            if let Some(daemon) = options.text("daemon") {
                xray = xray.daemon(daemon);
            }
            builder.exporter(xray.from_env().build().map_err(|error| options.refused(error))?)
        }
        #[cfg(feature = "file")]
        "file" => {
            let mut file = traced_file::Exporter::builder(folder.join(options.text("path").unwrap_or("traces.jsonl")));
            if let Some(bytes) = options.count("rotate") {
                file = file.max_bytes(bytes);
            }
            if let Some(files) = options.count("keep") {
                file = file.max_files(u32::try_from(files).unwrap_or(u32::MAX));
            }
            builder.exporter(file.build().map_err(|error| options.refused(error))?)
        }
        other => {
            let message = format!("the exporter {other:?} is not compiled in: it is a feature of `traced-setup`");
            return Err(options.refused(message));
        }
    })
}
