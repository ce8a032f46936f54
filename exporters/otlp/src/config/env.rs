//! The `OTEL_EXPORTER_OTLP_*` variables, by the rules of the OpenTelemetry specification.
//!
//! 1. The variable of the signal (`.._TRACES_..`) wins over the general one.
//! 2. An empty variable is one that is not set.
//! 3. The general endpoint is the address of a receiver for all signals, the signal's own is used as it is; to gRPC both are the same.

use std::ffi::OsString;

use traced_http::{Compression, ConfigError, Headers, Variables, quoted};

use super::{address::Path, protocol::Protocol, settings::Settings};

const PREFIXES: [&str; 2] = ["OTEL_EXPORTER_OTLP_TRACES_", "OTEL_EXPORTER_OTLP_"];
const OF_SIGNAL: usize = 0;

impl Settings {
    /// Takes over what the environment says and leaves the rest; `get` looks a variable up.
    pub(crate) fn read_env(&mut self, get: &dyn Fn(&str) -> Option<OsString>) -> Result<(), ConfigError> {
        let variables = Variables::new(get, &PREFIXES);
        if let Some(protocol) = variables.find("PROTOCOL")? {
            self.protocol = Protocol::parse(&protocol.name, &protocol.value)?;
            self.protocol.check(&protocol.name, cfg!(feature = "grpc"))?;
        }
        if let Some(endpoint) = variables.find("ENDPOINT")? {
            let path = if endpoint.prefix == OF_SIGNAL { Path::Exact } else { Path::Base };
            self.set_address(&endpoint.name, &endpoint.value, path);
        }
        if let Some(insecure) = variables.find("INSECURE")? {
            self.insecure = match &*insecure.value.to_ascii_lowercase() {
                "true" => true,
                "false" => false,
                _ => return Err(ConfigError::new(&insecure.name, quoted(&insecure.value), "`true` or `false`")),
            };
        }
        if let Some(headers) = variables.find("HEADERS")? {
            // Each takes the place of one of its name that the program set itself.
            self.http.headers.extend(Headers::parse(&headers.name, &headers.value)?);
        }
        if let Some(timeout) = variables.find("TIMEOUT")? {
            self.http.timeout = timeout.milliseconds()?;
        }
        if let Some(compression) = variables.find("COMPRESSION")? {
            self.http.compression = Compression::parse(&compression.name, &compression.value)?;
        }
        if let Some(file) = variables.find("CERTIFICATE")? {
            self.http.set_certificates(&file.name, file.value.as_ref())?;
        }
        self.http.read_spool_env(get, "TRACED_OTLP_")
    }
}
