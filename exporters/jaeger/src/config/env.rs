//! The `OTEL_EXPORTER_JAEGER_*` variables (OpenTelemetry, "Environment Variable Specification", Jaeger Exporter).
//!
//! The protocol is the one that is named; where none is, that of the address that is: the collector's, or else the agent's.

use std::ffi::OsString;

use traced_http::{ConfigError, Variables};

use super::{protocol::Protocol, settings::Settings};

impl Settings {
    /// Takes over what the environment says and leaves the rest; `get` looks a variable up.
    pub(crate) fn read_env(&mut self, get: &dyn Fn(&str) -> Option<OsString>) -> Result<(), ConfigError> {
        let variables = Variables::new(get, &["OTEL_EXPORTER_JAEGER_"]);
        let (host, port) = (variables.find("AGENT_HOST")?, variables.find("AGENT_PORT")?);
        if host.is_some() || port.is_some() {
            self.protocol = Protocol::UdpThriftCompact;
        }
        if let Some(host) = host {
            self.set_agent_host(&host.name, &host.value)?;
        }
        if let Some(port) = port {
            self.set_agent_port(&port.name, &port.value)?;
        }
        if let Some(endpoint) = variables.find("ENDPOINT")? {
            self.protocol = Protocol::HttpThriftBinary;
            self.set_endpoint(&endpoint.name, &endpoint.value)?;
        }
        if let Some(protocol) = variables.find("PROTOCOL")? {
            self.protocol = Protocol::parse(&protocol.name, &protocol.value)?;
        }
        if let Some(timeout) = variables.find("TIMEOUT")? {
            self.http.timeout = timeout.milliseconds()?;
        }
        self.http.read_spool_env(get, "TRACED_JAEGER_")?;
        match (variables.find("USER")?, variables.find("PASSWORD")?) {
            (Some(user), password) => {
                let password = password.map(|password| password.value).unwrap_or_default();
                self.set_credentials(&user.name, &user.value, &password)
            }
            (None, Some(password)) => {
                let accepted = "one together with `OTEL_EXPORTER_JAEGER_USER`";
                Err(ConfigError::new(&password.name, "a password of nobody", accepted))
            }
            (None, None) => Ok(()),
        }
    }
}
