//! All settings together, with their defaults, which are those of X-Ray's own SDKs.

use std::time::Duration;

use traced_http::{ConfigError, Datagrams};

use super::address::{Address, address};

/// OpenTelemetry's default for exporters.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Room for what every document has.
const LEAST_PACKET_BYTES: usize = 2048;

#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) daemon: Address,
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_packet_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            daemon: Address { host: "127.0.0.1".to_owned(), port: 2000 },
            timeout: Some(TIMEOUT),
            // X-Ray takes documents of 65,536 bytes.
            max_packet_bytes: Datagrams::MAX_BYTES,
        }
    }
}

impl Settings {
    pub(crate) fn set_daemon(&mut self, setting: &str, text: &str) -> Result<(), ConfigError> {
        self.daemon = address(setting, text)?;
        Ok(())
    }

    pub(crate) fn set_max_packet_bytes(&mut self, bytes: usize) -> Result<(), ConfigError> {
        self.max_packet_bytes = Datagrams::size(bytes, LEAST_PACKET_BYTES)?;
        Ok(())
    }
}
