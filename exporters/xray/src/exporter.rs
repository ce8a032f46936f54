//! The exporter: an encoder, a socket, and how far the batch in hand has come.

use std::fmt;

use traced_http::{ConfigError, Progress};
use traced_runtime::export::{self, Batch, ExportError};

use crate::{config::Settings, daemon::Daemon, encode::Encoder};

/// Sends spans to X-Ray's daemon.
///
/// It works on the thread that calls it, which is the runtime's thread for this exporter: it starts no thread and needs no
/// async runtime.
pub struct Exporter {
    encoder: Encoder,
    daemon: Daemon,
    progress: Progress,
}

impl Exporter {
    pub(crate) fn new(settings: Settings) -> Self {
        Exporter {
            encoder: Encoder::with_limit(settings.max_packet_bytes),
            daemon: Daemon::new(settings),
            progress: Progress::default(),
        }
    }
}

impl export::Exporter for Exporter {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let Self { encoder, daemon, progress } = self;
        encoder.start(batch.resource());
        progress.advance(batch, |views| views.next().map(|view| (1, daemon.send(&encoder.documents(view)))))
    }
}

/// Where it sends to and how.
impl fmt::Debug for Exporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Exporter").field(self.daemon.settings()).finish()
    }
}

/// An exporter configured by the environment alone.
///
/// # Errors
///
/// A variable holds what cannot be used.
pub fn from_env() -> Result<Exporter, ConfigError> {
    Exporter::builder().from_env().build()
}
