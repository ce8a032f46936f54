//! All settings together, with their defaults, which are those of the OpenTelemetry specification.

use traced_encode::json::base64;
use traced_http::{ConfigError, Datagrams, Service};

use super::{
    host::{host, port},
    protocol::Protocol,
};

/// Old collectors want to be told the format; later ones have only this one.
const SERVICE: Service = Service { address: "http://localhost:14268", path: "api/traces?format=jaeger.thrift" };
const MAX_REQUEST_BYTES: usize = 4 << 20;

/// What the agent reads at most is 65,000 bytes unless it is told otherwise.
const MAX_PACKET_BYTES: usize = 65_000;
/// A process of some attributes and a span of some.
const LEAST_PACKET_BYTES: usize = 512;

#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) protocol: Protocol,
    /// The collector's; the time-out is also the agent's.
    pub(crate) http: traced_http::Settings,
    pub(crate) max_request_bytes: usize,
    pub(crate) agent_host: String,
    pub(crate) agent_port: u16,
    pub(crate) max_packet_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            protocol: Protocol::default(),
            http: traced_http::Settings::new(&SERVICE),
            max_request_bytes: MAX_REQUEST_BYTES,
            agent_host: "127.0.0.1".to_owned(),
            agent_port: 6831,
            max_packet_bytes: MAX_PACKET_BYTES,
        }
    }
}

impl Settings {
    /// What has a path or a query is used as it is.
    pub(crate) fn set_endpoint(&mut self, setting: &str, address: &str) -> Result<(), ConfigError> {
        if address.contains('?') {
            self.http.set_exact(setting, address)
        } else {
            self.http.set_endpoint_of(setting, address)
        }
    }

    pub(crate) fn set_agent_host(&mut self, setting: &str, text: &str) -> Result<(), ConfigError> {
        self.agent_host = host(setting, text)?;
        Ok(())
    }

    pub(crate) fn set_agent_port(&mut self, setting: &str, text: &str) -> Result<(), ConfigError> {
        self.agent_port = port(setting, text)?;
        Ok(())
    }

    pub(crate) fn set_max_packet_bytes(&mut self, bytes: usize) -> Result<(), ConfigError> {
        self.max_packet_bytes = Datagrams::size(bytes, LEAST_PACKET_BYTES)?;
        Ok(())
    }

    /// HTTP's basic authentication (RFC 7617). Neither is ever shown.
    pub(crate) fn set_credentials(&mut self, setting: &str, user: &str, password: &str) -> Result<(), ConfigError> {
        if user.is_empty() || user.contains(':') {
            return Err(ConfigError::new(
                setting,
                "a name that is empty or has a `:` in it",
                "a user's name without `:`",
            ));
        }
        let mut value = b"Basic ".to_vec();
        base64(&mut value, format!("{user}:{password}").as_bytes());
        self.http.headers.set(setting, "authorization", &String::from_utf8_lossy(&value))
    }
}
