//! Configuration step by step.

use std::{path::Path, time::Duration};

use traced_http::{Compression, ConfigError};

use crate::{
    config::{Path as UrlPath, Protocol, Settings},
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
    /// A builder with OpenTelemetry's defaults: `http://localhost:4318/v1/traces` (`http://localhost:4317` over gRPC), 10 seconds, no
    /// compression. It does not look at the environment unless it is told to.
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

    /// The receiver's address. With no path of its own it is completed to `/v1/traces`; with one it is used as it is. To gRPC a path
    /// says nothing, and an address may be a host and a port alone, which is with TLS.
    ///
    /// A user name and a password in it are sent as HTTP's basic authentication.
    pub fn endpoint(mut self, address: impl AsRef<str>) -> Self {
        self.settings.set_address("endpoint", address.as_ref(), UrlPath::Either);
        self
    }

    /// A header to send with every request, such as an API key; metadata to gRPC. The value never appears in a message.
    pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.attempt(|settings| settings.http.set_header(name.as_ref(), value.as_ref()))
    }

    /// How long one request may take, from looking up the address to the end of the answer. Zero is no limit.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.settings.http.timeout = Some(limit).filter(|limit| !limit.is_zero());
        self
    }

    /// How spans are written down and sent: as protobuf over HTTP unless set.
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.settings.protocol = protocol;
        self
    }

    /// How bodies are compressed.
    pub fn compression(mut self, compression: Compression) -> Self {
        self.settings.http.compression = compression;
        self
    }

    /// A file of certificates in PEM form, to be trusted in place of Mozilla's, which are built in: for a receiver with a certificate of
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

    /// Takes over what the `OTEL_EXPORTER_OTLP_*` variables say, and leaves what they do not mention.
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
            None => Exporter::new(self.settings),
        }
    }
}
