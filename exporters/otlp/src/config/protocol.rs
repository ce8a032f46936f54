//! In which of OTLP's forms spans are sent.

use traced_http::{ConfigError, quoted};

/// How spans are written down and sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// As protobuf over HTTP, `http/protobuf`: what every receiver takes, the smallest and the fastest.
    #[default]
    HttpProtobuf,
    /// As JSON over HTTP, `http/json`: what people and browsers read.
    HttpJson,
    /// As protobuf over gRPC, `grpc`: for receivers that speak nothing else. It needs the feature `grpc`; without it,
    /// [`build`](crate::Builder::build) says so.
    Grpc,
}

impl Protocol {
    pub(super) fn parse(setting: &str, text: &str) -> Result<Self, ConfigError> {
        match text {
            "http/protobuf" => Ok(Protocol::HttpProtobuf),
            "http/json" => Ok(Protocol::HttpJson),
            "grpc" => Ok(Protocol::Grpc),
            other => Err(ConfigError::new(setting, quoted(other), "`http/protobuf`, `http/json` or `grpc`")),
        }
    }

    /// Whether this build can send it; `grpc` is whether it has that feature.
    pub(super) fn check(self, setting: &str, grpc: bool) -> Result<(), ConfigError> {
        if self == Protocol::Grpc && !grpc {
            let accepted =
                "`http/protobuf` or `http/json`, or `grpc` in a program that enables the feature `grpc` of traced-otlp";
            return Err(ConfigError::new(setting, quoted("grpc"), accepted));
        }
        Ok(())
    }

    /// What bodies are, in HTTP's words.
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Protocol::HttpProtobuf | Protocol::Grpc => "application/x-protobuf",
            Protocol::HttpJson => "application/json",
        }
    }
}
