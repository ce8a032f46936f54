//! The exporter: an encoder, a socket, and how far the batch in hand has come.

use std::fmt;

use traced_http::{ConfigError, Datagrams, Progress, Reply};
use traced_runtime::export::{self, Batch, ExportError};

use crate::{
    config::Settings,
    encode::{Documents, Encoder},
};

/// Sends spans to X-Ray's daemon.
///
/// It works on the thread that calls it, which is the runtime's thread for this exporter: it starts no thread and needs no
/// async runtime.
pub struct Exporter {
    encoder: Encoder,
    daemon: Datagrams,
    progress: Progress,
    settings: Settings,
}

impl Exporter {
    pub(crate) fn new(settings: Settings) -> Self {
        let Settings { daemon, timeout, max_packet_bytes } = &settings;
        Exporter {
            encoder: Encoder::with_limit(*max_packet_bytes),
            daemon: Datagrams::new("daemon", &daemon.host, daemon.port, *timeout),
            progress: Progress::default(),
            settings,
        }
    }
}

impl export::Exporter for Exporter {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let Self { encoder, daemon, progress, settings } = self;
        let limit = settings.max_packet_bytes;
        encoder.start(batch.resource());
        progress.advance(batch, |views| views.next().map(|view| (1, sent(daemon, &encoder.documents(view), limit))))
    }
}

/// The documents of a span, each in a datagram of its own. Where one cannot be sent the span is to be tried again as a whole: a document
/// that X-Ray has already takes the place of itself.
fn sent(daemon: &mut Datagrams, documents: &Documents<'_>, limit: usize) -> Reply {
    if let Err(reply) = documents.datagrams().try_for_each(|datagram| daemon.send(datagram)) {
        return reply;
    }
    let message = match documents.left_out {
        0 => String::new(),
        _ => format!("a span without all that was recorded: a part of it takes more than a packet of {limit} bytes"),
    };
    Reply::Accepted { rejected: 0, message }
}

/// Where it sends to and how.
impl fmt::Debug for Exporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Exporter").field(&self.settings).finish()
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
