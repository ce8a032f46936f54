//! All settings together, with their defaults, which are those of X-Ray's own SDKs.

use std::time::Duration;

use traced_http::ConfigError;

use super::address::{Address, address};

/// OpenTelemetry's default for exporters.
const TIMEOUT: Duration = Duration::from_secs(10);
/// What UDP over IPv4 carries; X-Ray takes documents of 65,536 bytes.
const MAX_PACKET_BYTES: usize = 65_507;
/// Room for what every document has; and what UDP can carry.
const PACKET_BYTES: std::ops::RangeInclusive<usize> = 2048..=MAX_PACKET_BYTES;

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
            max_packet_bytes: MAX_PACKET_BYTES,
        }
    }
}

impl Settings {
    pub(crate) fn set_daemon(&mut self, setting: &str, text: &str) -> Result<(), ConfigError> {
        self.daemon = address(setting, text)?;
        Ok(())
    }

    pub(crate) fn set_max_packet_bytes(&mut self, bytes: usize) -> Result<(), ConfigError> {
        if !PACKET_BYTES.contains(&bytes) {
            let accepted = format!("from {} to {} bytes", PACKET_BYTES.start(), PACKET_BYTES.end());
            return Err(ConfigError::new("max_packet_bytes", bytes.to_string(), accepted));
        }
        self.max_packet_bytes = bytes;
        Ok(())
    }
}
