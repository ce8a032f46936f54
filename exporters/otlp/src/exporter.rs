//! The exporter: an encoder, a client, and how far the batch in hand has come.

use std::fmt;

use traced_http::{ConfigError, Progress};
use traced_runtime::export::{self, Batch, ExportError};

use crate::{config::Settings, encoder::Encoder, transport::Sender};

/// Sends spans to an OpenTelemetry receiver.
///
/// It works on the thread that calls it, which is the runtime's thread for this exporter, and needs no async runtime of the
/// application's.
pub struct Exporter {
    encoder: Encoder,
    receiver: Sender,
    progress: Progress,
    max_request_bytes: usize,
}

impl Exporter {
    pub(crate) fn new(settings: Settings) -> Result<Self, ConfigError> {
        let settings = settings.finish()?;
        Ok(Exporter {
            encoder: Encoder::new(settings.protocol),
            max_request_bytes: settings.max_request_bytes,
            receiver: Sender::new(settings)?,
            progress: Progress::default(),
        })
    }
}

impl export::Exporter for Exporter {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let Self { encoder, receiver, progress, max_request_bytes } = self;
        encoder.start(batch.resource());
        progress.advance(batch, |views| {
            let part = encoder.part(views, *max_request_bytes);
            (part.spans > 0).then(|| (part.spans, receiver.send(part.body, part.spans as u64)))
        })
    }
}

/// Where it sends to and how; the values of headers stay hidden.
impl fmt::Debug for Exporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Exporter").field(self.receiver.settings()).finish()
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
