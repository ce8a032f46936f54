//! The exporter: an encoder, a way out, and how far the batch in hand has come.

use std::{fmt, time::Instant};

use traced_http::{Client, ConfigError, Outlet, Progress, SpoolHandle};
use traced_runtime::export::{self, Batch, ExportError};

use crate::{config::Settings, encode::Encoder};

const USER_AGENT: &str = concat!("traced-zipkin/", env!("CARGO_PKG_VERSION"));
const CONTENT_TYPE: &str = "application/json";

/// Sends spans to Zipkin.
///
/// It works on the thread that calls it, which is the runtime's thread for this exporter, and needs no async runtime. Only a spool has a
/// thread of its own.
pub struct Exporter {
    encoder: Encoder,
    outlet: Outlet,
    progress: Progress,
    settings: Settings,
}

impl Exporter {
    pub(crate) fn new(settings: Settings) -> Result<Self, ConfigError> {
        let client = Client::new(settings.http.clone(), USER_AGENT);
        let outlet = Outlet::open(client, &settings.http, "zipkin")?;
        Ok(Exporter { encoder: Encoder::new(), outlet, progress: Progress::default(), settings })
    }

    /// Looks at the spool on disk, where there is one: to be asked for before the exporter is installed.
    pub fn spool(&self) -> Option<SpoolHandle> {
        self.outlet.spool()
    }
}

impl export::Exporter for Exporter {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let Self { encoder, outlet, progress, settings } = self;
        encoder.start(batch.resource());
        progress.advance(batch, |views| {
            let part = encoder.part(views, settings.max_request_bytes);
            (part.spans > 0).then(|| (part.spans, outlet.send(part.body, CONTENT_TYPE, part.spans)))
        })
    }

    fn flush(&mut self, deadline: Instant) -> Result<(), ExportError> {
        self.outlet.flush(deadline)
    }
}

/// Where it sends to and how; the values of headers stay hidden.
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
