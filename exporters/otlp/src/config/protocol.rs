//! In which of OTLP's forms bodies are.

use traced_http::{ConfigError, quoted};

/// How spans are written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// As protobuf, `http/protobuf`: what every receiver takes, the smallest and the fastest.
    #[default]
    HttpProtobuf,
    /// As JSON, `http/json`: what people and browsers read.
    HttpJson,
}

impl Protocol {
    pub(super) fn parse(setting: &str, text: &str) -> Result<Self, ConfigError> {
        match text {
            "http/protobuf" => Ok(Protocol::HttpProtobuf),
            "http/json" => Ok(Protocol::HttpJson),
            other => Err(ConfigError::new(setting, quoted(other), "`http/protobuf` or `http/json`")),
        }
    }

    /// What bodies are, in HTTP's words.
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Protocol::HttpProtobuf => "application/x-protobuf",
            Protocol::HttpJson => "application/json",
        }
    }
}
