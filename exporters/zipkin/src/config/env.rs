//! The `OTEL_EXPORTER_ZIPKIN_*` variables (OpenTelemetry, "Environment Variable Specification", Zipkin Exporter).

use std::ffi::OsString;

use traced_http::{ConfigError, Variables};

use super::settings::Settings;

impl Settings {
    /// Takes over what the environment says and leaves the rest; `get` looks a variable up.
    pub(crate) fn read_env(&mut self, get: &dyn Fn(&str) -> Option<OsString>) -> Result<(), ConfigError> {
        let variables = Variables::new(get, &["OTEL_EXPORTER_ZIPKIN_"]);
        if let Some(endpoint) = variables.find("ENDPOINT")? {
            self.http.set_endpoint_of(&endpoint.name, &endpoint.value)?;
        }
        if let Some(timeout) = variables.find("TIMEOUT")? {
            self.http.timeout = timeout.milliseconds()?;
        }
        self.http.read_spool_env(get, "TRACED_ZIPKIN_")
    }
}
