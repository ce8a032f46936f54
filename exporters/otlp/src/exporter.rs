//! The exporter: an encoder, a client, and how far the batch in hand has come.

use std::fmt;

use traced_runtime::export::{self, Batch, ExportError};

use crate::{
    config::{ConfigError, Settings},
    delivery::Progress,
    encode::Encoder,
    transport::Http,
};

/// Sends spans to an OpenTelemetry receiver.
///
/// It works on the thread that calls it, which is the runtime's thread for this exporter: it starts no thread and needs no
/// async runtime.
pub struct Exporter {
    encoder: Encoder,
    http: Http,
    progress: Progress,
}

impl Exporter {
    pub(crate) fn new(settings: Settings) -> Self {
        Exporter { encoder: Encoder::new(), http: Http::new(settings), progress: Progress::default() }
    }
}

impl export::Exporter for Exporter {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let Self { encoder, http, progress } = self;
        let limit = http.settings().max_request_bytes;
        progress.advance(*batch, encoder, limit, |body, spans| http.send(body, spans))
    }
}

/// Where it sends to and how; the values of headers stay hidden.
impl fmt::Debug for Exporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Exporter").field(self.http.settings()).finish()
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
