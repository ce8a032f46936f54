//! Configuration step by step.

use std::{path::Path, time::Duration};

use traced_http::{Compression, ConfigError};

use crate::{
    config::{Protocol, Settings},
    exporter::Exporter,
};

/// Configures an [`Exporter`]. Of two calls that set the same thing the later one holds.
///
/// What cannot be used is reported by [`build`](Self::build): the first of it, if there are several.
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until it is built"]
pub struct Builder {
    settings: Settings,
    mistake: Option<ConfigError>,
}

impl Exporter {
    /// A builder with OpenTelemetry's defaults: `http://localhost:14268/api/traces?format=jaeger.thrift`, 10 seconds, no compression. It
    /// does not look at the environment unless it is told to.
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Builder {
    fn attempt(mut self, change: impl FnOnce(&mut Settings) -> Result<(), ConfigError>) -> Self {
        if let Err(mistake) = change(&mut self.settings) {
            self.mistake.get_or_insert(mistake);
        }
        self
    }

    /// A collector's address, and that spans go there, as [`Protocol::HttpThriftBinary`]. With neither path nor query of its own it is
    /// completed to `/api/traces?format=jaeger.thrift`; with one it is used as it is.
    ///
    /// A user name and a password in it are sent as HTTP's basic authentication.
    pub fn endpoint(self, address: impl AsRef<str>) -> Self {
        self.attempt(|settings| {
            settings.protocol = Protocol::HttpThriftBinary;
            settings.set_endpoint("endpoint", address.as_ref())
        })
    }

    /// An agent's host, by name or address, and its port; and that spans go there, as [`Protocol::UdpThriftCompact`].
    pub fn agent(self, host: impl AsRef<str>, port: u16) -> Self {
        self.attempt(|settings| {
            settings.protocol = Protocol::UdpThriftCompact;
            settings.set_agent_host("agent", host.as_ref())?;
            settings.set_agent_port("agent", &port.to_string())
        })
    }

    /// Whether spans go to the collector or to the agent.
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.settings.protocol = protocol;
        self
    }

    /// A user name and a password for the collector, sent as HTTP's basic authentication. Neither appears in a message.
    pub fn credentials(self, user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        self.attempt(|settings| settings.set_credentials("credentials", user.as_ref(), password.as_ref()))
    }

    /// A header to send with every request, such as an API key. The value never appears in a message.
    pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.attempt(|settings| settings.http.set_header(name.as_ref(), value.as_ref()))
    }

    /// How long one request may take, from looking up the address to the end of the answer; or a datagram, to leave. Zero is no limit.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.settings.http.timeout = Some(limit).filter(|limit| !limit.is_zero());
        self
    }

    /// How bodies of requests are compressed. Jaeger 2 takes those that are; the collector of Jaeger 1 does not, but what stands before it may.
    pub fn compression(mut self, compression: Compression) -> Self {
        self.settings.http.compression = compression;
        self
    }

    /// A file of certificates in PEM form, to be trusted in place of Mozilla's, which are built in: for a collector with a certificate of
    /// your own authority.
    pub fn certificates(self, file: impl AsRef<Path>) -> Self {
        self.attempt(|settings| settings.http.set_certificates("certificates", file.as_ref()))
    }

    /// The size, before compression, from which a batch is sent in several requests: 4 MiB unless set. A single span that is larger is
    /// sent all the same.
    pub fn max_request_bytes(mut self, bytes: usize) -> Self {
        self.settings.max_request_bytes = bytes;
        self
    }

    /// The size of a datagram that none exceeds, from 512 to 65507 bytes: 65000 unless set, which is what the agent reads.
    pub fn max_packet_bytes(self, bytes: usize) -> Self {
        self.attempt(|settings| settings.set_max_packet_bytes(bytes))
    }

    /// Takes over what the `OTEL_EXPORTER_JAEGER_*` variables say, and leaves what they do not mention.
    pub fn from_env(self) -> Self {
        self.attempt(|settings| settings.read_env(&|name| std::env::var_os(name)))
    }

    /// The exporter. It connects when it has something to send.
    ///
    /// # Errors
    ///
    /// A setting cannot be used.
    pub fn build(self) -> Result<Exporter, ConfigError> {
        match self.mistake {
            Some(mistake) => Err(mistake),
            None => Ok(Exporter::new(self.settings)),
        }
    }
}
