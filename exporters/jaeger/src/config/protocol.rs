//! Which of Jaeger's doors spans go to.

use traced_http::{ConfigError, quoted};

/// How spans are written down, and what carries them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// Thrift's binary protocol over HTTP to a collector, `http/thrift.binary`: what was not taken is known, and sent again.
    #[default]
    HttpThriftBinary,
    /// Thrift's compact protocol over UDP to an agent, `udp/thrift.compact`: packets that get lost on the way are lost.
    UdpThriftCompact,
}

impl Protocol {
    pub(super) fn parse(setting: &str, text: &str) -> Result<Self, ConfigError> {
        match text {
            "http/thrift.binary" => Ok(Protocol::HttpThriftBinary),
            "udp/thrift.compact" => Ok(Protocol::UdpThriftCompact),
            other => Err(ConfigError::new(setting, quoted(other), "`http/thrift.binary` or `udp/thrift.compact`")),
        }
    }
}
