//! The `OTEL_EXPORTER_OTLP_*` variables, by the rules of the OpenTelemetry specification.
//!
//! 1. The variable of the signal (`.._TRACES_..`) wins over the general one.
//! 2. An empty variable is one that is not set.
//! 3. The general endpoint is the address of a receiver for all signals, the signal's own is used as it is.

use std::{ffi::OsString, time::Duration};

use super::{
    compression::Compression,
    endpoint::{self, Path},
    error::{ConfigError, quoted},
    headers::Headers,
    settings::Settings,
    trust,
};

const PREFIX: &str = "OTEL_EXPORTER_OTLP_";
const SIGNAL: &str = "TRACES_";

/// A variable that is set.
struct Variable {
    name: String,
    value: String,
    of_signal: bool,
}

impl Settings {
    /// Takes over what the environment says and leaves the rest; `get` looks a variable up.
    pub(crate) fn read_env(&mut self, get: &dyn Fn(&str) -> Option<OsString>) -> Result<(), ConfigError> {
        if let Some(protocol) = variable(get, "PROTOCOL")? {
            check_protocol(&protocol)?;
        }
        if let Some(endpoint) = variable(get, "ENDPOINT")? {
            let path = if endpoint.of_signal { Path::Exact } else { Path::Base };
            self.endpoint = endpoint::parse(&endpoint.name, &endpoint.value, path)?;
        }
        if let Some(headers) = variable(get, "HEADERS")? {
            let found = Headers::parse(&headers.name, &headers.value)?;
            // Each takes the place of one of its name that the program set itself.
            for (name, value) in &found.0 {
                self.headers.0.insert(name, value.clone());
            }
        }
        if let Some(timeout) = variable(get, "TIMEOUT")? {
            self.timeout = milliseconds(&timeout)?;
        }
        if let Some(compression) = variable(get, "COMPRESSION")? {
            self.compression = Compression::parse(&compression.name, &compression.value)?;
        }
        if let Some(file) = variable(get, "CERTIFICATE")? {
            self.roots = trust::read(&file.name, file.value.as_ref())?;
        }
        Ok(())
    }
}

fn variable(get: &dyn Fn(&str) -> Option<OsString>, name: &str) -> Result<Option<Variable>, ConfigError> {
    for of_signal in [true, false] {
        let name = format!("{PREFIX}{}{name}", if of_signal { SIGNAL } else { "" });
        match get(&name).map(OsString::into_string) {
            Some(Ok(value)) if !value.trim().is_empty() => {
                return Ok(Some(Variable { name, value: value.trim().to_owned(), of_signal }));
            }
            Some(Err(_)) => return Err(ConfigError::new(&name, "bytes that are not UTF-8", "UTF-8 text")),
            _ => {}
        }
    }
    Ok(None)
}

fn check_protocol(protocol: &Variable) -> Result<(), ConfigError> {
    match protocol.value.as_str() {
        "http/protobuf" => Ok(()),
        other => Err(ConfigError::new(&protocol.name, quoted(other), "`http/protobuf`, the only protocol so far")),
    }
}

/// Zero is no limit, as in all of OpenTelemetry's time-outs.
fn milliseconds(timeout: &Variable) -> Result<Option<Duration>, ConfigError> {
    match timeout.value.parse() {
        Ok(0) => Ok(None),
        Ok(millis) => Ok(Some(Duration::from_millis(millis))),
        Err(_) => {
            let accepted = "a whole number of milliseconds such as `10000`, or `0` for no limit";
            Err(ConfigError::new(&timeout.name, quoted(&timeout.value), accepted))
        }
    }
}
