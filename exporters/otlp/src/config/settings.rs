//! All settings together, with their defaults.

use std::{fmt, path::Path as FilePath, time::Duration};

use ureq::{http::Uri, tls::RootCerts};

use super::{
    compression::Compression,
    endpoint::{self, Path, without_credentials},
    error::ConfigError,
    headers::Headers,
    trust,
};

/// The defaults are those of the OpenTelemetry specification.
const ENDPOINT: &str = "http://localhost:4318";
const TIMEOUT: Duration = Duration::from_secs(10);
/// Receivers commonly refuse bodies above some megabytes; 4 MiB is what the smallest of them take.
const MAX_REQUEST_BYTES: usize = 4 << 20;

#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) endpoint: Uri,
    pub(crate) headers: Headers,
    /// `None`: no limit.
    pub(crate) timeout: Option<Duration>,
    pub(crate) compression: Compression,
    pub(crate) max_request_bytes: usize,
    /// Mozilla's unless there are others.
    pub(crate) roots: RootCerts,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            endpoint: endpoint::parse("endpoint", ENDPOINT, Path::Either).expect("the default is an address"),
            headers: Headers::default(),
            timeout: Some(TIMEOUT),
            compression: Compression::None,
            max_request_bytes: MAX_REQUEST_BYTES,
            roots: RootCerts::WebPki,
        }
    }
}

impl Settings {
    pub(crate) fn set_endpoint(&mut self, address: &str) -> Result<(), ConfigError> {
        self.endpoint = endpoint::parse("endpoint", address, Path::Either)?;
        Ok(())
    }

    pub(crate) fn set_header(&mut self, name: &str, value: &str) -> Result<(), ConfigError> {
        self.headers.set("header", name, value)
    }

    pub(crate) fn set_certificates(&mut self, file: &FilePath) -> Result<(), ConfigError> {
        self.roots = trust::read("certificates", file)?;
        Ok(())
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("endpoint", &without_credentials(&self.endpoint.to_string()))
            .field("headers", &self.headers)
            .field("timeout", &self.timeout)
            .field("compression", &self.compression)
            .field("max_request_bytes", &self.max_request_bytes)
            .finish_non_exhaustive()
    }
}
