//! The exporter: an encoder with a client or a socket, and how far the batch in hand has come.

use std::fmt;

use traced_http::{Client, ConfigError, Progress, Transport as _};
use traced_runtime::export::{self, Batch, ExportError};

use crate::{
    agent::Agent,
    config::{Protocol, Settings},
    encode::{BinaryEncoder, CompactEncoder},
};

const USER_AGENT: &str = concat!("traced-jaeger/", env!("CARGO_PKG_VERSION"));
const CONTENT_TYPE: &str = "application/x-thrift";

/// Sends spans to Jaeger.
///
/// It works on the thread that calls it, which is the runtime's thread for this exporter: it starts no thread and needs no
/// async runtime.
pub struct Exporter {
    way: Way,
    progress: Progress,
    settings: Settings,
}

enum Way {
    Http(BinaryEncoder, Box<Client>),
    Udp(CompactEncoder, Agent),
}

impl Exporter {
    pub(crate) fn new(settings: Settings) -> Self {
        let way = match settings.protocol {
            Protocol::HttpThriftBinary => {
                Way::Http(BinaryEncoder::new(), Box::new(Client::new(settings.http.clone(), USER_AGENT)))
            }
            Protocol::UdpThriftCompact => Way::Udp(CompactEncoder::new(), Agent::new(&settings)),
        };
        Exporter { way, progress: Progress::default(), settings }
    }
}

impl export::Exporter for Exporter {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let Self { way, progress, settings } = self;
        match way {
            Way::Http(encoder, collector) => {
                encoder.start(batch.resource());
                progress.advance(batch, |views| {
                    let packet = encoder.bare(views, settings.max_request_bytes);
                    (packet.spans > 0)
                        .then(|| (packet.spans, collector.send(packet.body, CONTENT_TYPE, packet.spans as u64)))
                })
            }
            Way::Udp(encoder, agent) => {
                let limit = settings.max_packet_bytes;
                encoder.start(batch.resource());
                progress.advance(batch, |views| {
                    let packet = encoder.call(views, limit);
                    (packet.spans > 0).then(|| (packet.spans, agent.send(packet, limit)))
                })
            }
        }
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
