//! What every exporter over HTTP can be told, with its defaults.

use std::{fmt, path::Path as FilePath, time::Duration};

use ureq::http::Uri;

use crate::{
    compression::Compression,
    endpoint::{self, Path, Service, without_credentials},
    error::ConfigError,
    headers::Headers,
    spool_settings::{SpoolOptions, SpoolSettings},
    trust::{self, Trust},
    variables::Variables,
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
    spool: SpoolOptions,
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
            spool: SpoolOptions::default(),
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

    /// That there is to be a spool, in this directory.
    pub fn set_spool(&mut self, directory: &FilePath) {
        self.spool.set_directory("spool", directory);
    }

    /// How large the spool may become, in bytes.
    ///
    /// # Errors
    /// It is less than 64 KiB.
    pub fn set_spool_limit(&mut self, bytes: u64) -> Result<(), ConfigError> {
        self.spool.set_limit("spool_limit", bytes)
    }

    /// Takes over what `TRACED_SPOOL_DIR` and `TRACED_SPOOL_LIMIT` say, or rather those of one exporter alone, such as
    /// `TRACED_ZIPKIN_SPOOL_DIR`: `prefix` is what they begin with, `TRACED_ZIPKIN_`. `get` looks a variable up.
    ///
    /// # Errors
    /// The limit is no number of bytes from 64 KiB.
    pub fn read_spool_env(
        &mut self,
        get: &dyn Fn(&str) -> Option<std::ffi::OsString>,
        prefix: &str,
    ) -> Result<(), ConfigError> {
        let prefixes = [prefix, "TRACED_"];
        let variables = Variables::new(get, &prefixes);
        if let Some(directory) = variables.find("SPOOL_DIR")? {
            self.spool.set_directory(&directory.name, directory.value.as_ref());
        }
        if let Some(limit) = variables.find("SPOOL_LIMIT")? {
            self.spool.parse_limit(&limit.name, &limit.value)?;
        }
        Ok(())
    }

    /// The spool's directory, and what said so.
    pub fn spool(&self) -> Option<(&str, &FilePath)> {
        self.spool.directory()
    }

    /// For a peer that does not say what it has taken: `protocol` has no use for a spool, `others` have.
    ///
    /// # Errors
    /// A spool was asked for.
    pub fn refuse_spool(&self, protocol: &str, others: &str) -> Result<(), ConfigError> {
        let Some((setting, _)) = self.spool() else { return Ok(()) };
        let found = format!("a spool for {protocol}, which does not say what was taken");
        Err(ConfigError::new(setting, found, format!("one for {others}")))
    }

    pub(crate) fn spool_settings(&self) -> Option<Result<SpoolSettings, ConfigError>> {
        self.spool.settings()
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("endpoint", &without_credentials(&self.endpoint.to_string()))
            .field("headers", &self.headers)
            .field("timeout", &self.timeout)
            .field("compression", &self.compression)
            .field("spool", &self.spool)
            .finish_non_exhaustive()
    }
}
