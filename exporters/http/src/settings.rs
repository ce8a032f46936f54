//! What every exporter over HTTP can be told, with its defaults.

use std::{fmt, path::Path as FilePath, time::Duration};

use ureq::http::Uri;

use crate::{
    compression::Compression,
    endpoint::{self, Path, Service, without_credentials},
    error::ConfigError,
    headers::Headers,
    trust::{self, Trust},
};

/// OpenTelemetry's default for exporters.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Where requests go and how. The values of headers, and credentials in the address, are never shown.
#[derive(Clone)]
pub struct Settings {
    service: &'static Service,
    /// Where requests go.
    pub endpoint: Uri,
    /// What is sent with each of them.
    pub headers: Headers,
    /// How long one may take, from looking up the address to the end of the answer; `None` for no limit.
    pub timeout: Option<Duration>,
    /// How bodies are compressed.
    pub compression: Compression,
    pub(crate) trust: Trust,
}

impl Settings {
    /// The defaults: the service on this machine, 10 seconds, no compression.
    ///
    /// # Panics
    /// The service's address is none; it is a constant of the exporter.
    #[must_use]
    pub fn new(service: &'static Service) -> Self {
        Settings {
            service,
            endpoint: endpoint::parse("endpoint", service.address, Path::Either, service)
                .expect("the default is an address"),
            headers: Headers::default(),
            timeout: Some(TIMEOUT),
            compression: Compression::None,
            trust: Trust::MOZILLA,
        }
    }

    /// The receiver's address. With no path of its own it is completed to the service's; with one it is used as it is.
    ///
    /// # Errors
    /// It is not an `http://` or `https://` address.
    pub fn set_endpoint(&mut self, address: &str) -> Result<(), ConfigError> {
        self.set_endpoint_of("endpoint", address)
    }

    /// As [`set_endpoint`](Self::set_endpoint), for a setting of this name.
    ///
    /// # Errors
    /// It is not an `http://` or `https://` address.
    pub fn set_endpoint_of(&mut self, setting: &str, address: &str) -> Result<(), ConfigError> {
        self.endpoint = endpoint::parse(setting, address, Path::Either, self.service)?;
        Ok(())
    }

    /// The address of a receiver of several signals, each with a path below it: the service's is appended.
    ///
    /// # Errors
    /// It is not an `http://` or `https://` address.
    pub fn set_base(&mut self, setting: &str, address: &str) -> Result<(), ConfigError> {
        self.endpoint = endpoint::parse(setting, address, Path::Base, self.service)?;
        Ok(())
    }

    /// The address, used as it is.
    ///
    /// # Errors
    /// It is not an `http://` or `https://` address.
    pub fn set_exact(&mut self, setting: &str, address: &str) -> Result<(), ConfigError> {
        self.endpoint = endpoint::parse(setting, address, Path::Exact, self.service)?;
        Ok(())
    }

    /// A header to send with every request.
    ///
    /// # Errors
    /// As [`Headers::set`].
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<(), ConfigError> {
        self.headers.set("header", name, value)
    }

    /// A file of certificates in PEM form, to be trusted in place of Mozilla's. `setting` is what it was given to.
    ///
    /// # Errors
    /// The file cannot be read, or has no certificate in it.
    pub fn set_certificates(&mut self, setting: &str, file: &FilePath) -> Result<(), ConfigError> {
        self.trust = trust::read(setting, file)?;
        Ok(())
    }

    /// The certificates that are trusted in place of Mozilla's, in PEM form.
    pub fn certificates(&self) -> Option<&[u8]> {
        self.trust.pem.as_deref()
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("endpoint", &without_credentials(&self.endpoint.to_string()))
            .field("headers", &self.headers)
            .field("timeout", &self.timeout)
            .field("compression", &self.compression)
            .finish_non_exhaustive()
    }
}
