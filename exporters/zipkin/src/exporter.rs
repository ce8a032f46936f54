//! The exporter: an encoder, a client, and how far the batch in hand has come.

use std::fmt;

use traced_http::{Client, ConfigError, Progress, Transport as _};
use traced_runtime::export::{self, Batch, ExportError};

use crate::{config::Settings, encode::Encoder};

const USER_AGENT: &str = concat!("traced-zipkin/", env!("CARGO_PKG_VERSION"));
const CONTENT_TYPE: &str = "application/json";

/// Sends spans to Zipkin.
///
/// It works on the thread that calls it, which is the runtime's thread for this exporter: it starts no thread and needs no
/// async runtime.
pub struct Exporter {
    encoder: Encoder,
    client: Client,
    progress: Progress,
    max_request_bytes: usize,
}

impl Exporter {
    pub(crate) fn new(settings: Settings) -> Self {
        Exporter {
            encoder: Encoder::new(),
            max_request_bytes: settings.max_request_bytes,
            client: Client::new(settings.http, USER_AGENT),
            progress: Progress::default(),
        }
    }
}

impl export::Exporter for Exporter {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let Self { encoder, client, progress, max_request_bytes } = self;
        encoder.start(batch.resource());
        progress.advance(batch, |views| {
            let part = encoder.part(views, *max_request_bytes);
            (part.spans > 0).then(|| (part.spans, client.send(part.body, CONTENT_TYPE, part.spans as u64)))
        })
    }
}

/// Where it sends to and how; the values of headers stay hidden.
impl fmt::Debug for Exporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Exporter").field(self.client.settings()).finish()
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
