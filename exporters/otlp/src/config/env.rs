//! The `OTEL_EXPORTER_OTLP_*` variables, by the rules of the OpenTelemetry specification.
//!
//! 1. The variable of the signal (`.._TRACES_..`) wins over the general one.
//! 2. An empty variable is one that is not set.
//! 3. The general endpoint is the address of a receiver for all signals, the signal's own is used as it is.

use std::ffi::OsString;

use traced_http::{Compression, ConfigError, Headers, Variables};

use super::{protocol::Protocol, settings::Settings};

const PREFIXES: [&str; 2] = ["OTEL_EXPORTER_OTLP_TRACES_", "OTEL_EXPORTER_OTLP_"];
const OF_SIGNAL: usize = 0;

impl Settings {
    /// Takes over what the environment says and leaves the rest; `get` looks a variable up.
    pub(crate) fn read_env(&mut self, get: &dyn Fn(&str) -> Option<OsString>) -> Result<(), ConfigError> {
        let variables = Variables::new(get, &PREFIXES);
        if let Some(protocol) = variables.find("PROTOCOL")? {
            self.protocol = Protocol::parse(&protocol.name, &protocol.value)?;
        }
        let http = &mut self.http;
        if let Some(endpoint) = variables.find("ENDPOINT")? {
            if endpoint.prefix == OF_SIGNAL {
                http.set_exact(&endpoint.name, &endpoint.value)?;
            } else {
                http.set_base(&endpoint.name, &endpoint.value)?;
            }
        }
        if let Some(headers) = variables.find("HEADERS")? {
            // Each takes the place of one of its name that the program set itself.
            http.headers.extend(Headers::parse(&headers.name, &headers.value)?);
        }
        if let Some(timeout) = variables.find("TIMEOUT")? {
            http.timeout = timeout.milliseconds()?;
        }
        if let Some(compression) = variables.find("COMPRESSION")? {
            http.compression = Compression::parse(&compression.name, &compression.value)?;
        }
        if let Some(file) = variables.find("CERTIFICATE")? {
            http.set_certificates(&file.name, file.value.as_ref())?;
        }
        self.http.read_spool_env(get, "TRACED_OTLP_")
    }
}
