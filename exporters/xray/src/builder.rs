//! Configuration step by step.

use std::time::Duration;

use traced_http::ConfigError;

use crate::{config::Settings, exporter::Exporter};

/// Configures an [`Exporter`]. Of two calls that set the same thing the later one holds.
///
/// What cannot be used is reported by [`build`](Self::build): the first of it, if there are several.
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until it is built"]
pub struct Builder {
    settings: Settings,
    mistake: Option<ConfigError>,
}

impl Exporter {
    /// A builder with the defaults of X-Ray's own SDKs: a daemon at `127.0.0.1:2000`. It does not look at the environment unless it is
    /// told to.
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Builder {
    fn attempt(mut self, change: impl FnOnce(&mut Settings) -> Result<(), ConfigError>) -> Self {
        if let Err(mistake) = change(&mut self.settings) {
            self.mistake.get_or_insert(mistake);
        }
        self
    }

    /// The daemon's address: a host, by name or address, and a port. Also in the form with protocols that X-Ray's SDKs take,
    /// `udp:127.0.0.1:2000 tcp:127.0.0.1:2000`; the second is where they ask what to sample, which this exporter does not.
    pub fn daemon(self, address: impl AsRef<str>) -> Self {
        self.attempt(|settings| settings.set_daemon("daemon", address.as_ref()))
    }

    /// How long a datagram may take to leave: 10 seconds unless set. Zero is no limit.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.settings.timeout = Some(limit).filter(|limit| !limit.is_zero());
        self
    }

    /// The size of a datagram that none exceeds, from 2048 to 65507 bytes, which is the default.
    pub fn max_packet_bytes(self, bytes: usize) -> Self {
        self.attempt(|settings| settings.set_max_packet_bytes(bytes))
    }

    /// Takes over what `AWS_XRAY_DAEMON_ADDRESS` says, if it is set.
    pub fn from_env(self) -> Self {
        self.attempt(|settings| settings.read_env(&|name| std::env::var_os(name)))
    }

    /// The exporter. It looks the host up when it has something to send.
    ///
    /// # Errors
    ///
    /// A setting cannot be used.
    pub fn build(self) -> Result<Exporter, ConfigError> {
        match self.mistake {
            Some(mistake) => Err(mistake),
            None => Ok(Exporter::new(self.settings)),
        }
    }
}
