//! The exporter: an encoder with a way out or a socket, and how far the batch in hand has come.

use std::{fmt, time::Instant};

use traced_http::{Client, ConfigError, Datagrams, Outlet, Progress, Reply, SpoolHandle};
use traced_runtime::export::{self, Batch, ExportError};

use crate::{
    config::{Protocol, Settings},
    encode::{BinaryEncoder, CompactEncoder, Packet},
};

const USER_AGENT: &str = concat!("traced-jaeger/", env!("CARGO_PKG_VERSION"));
const CONTENT_TYPE: &str = "application/x-thrift";

/// Sends spans to Jaeger.
///
/// It works on the thread that calls it, which is the runtime's thread for this exporter, and needs no async runtime. Only a spool has a
/// thread of its own.
pub struct Exporter {
    way: Way,
    progress: Progress,
    settings: Settings,
}

enum Way {
    Http(BinaryEncoder, Outlet),
    Udp(CompactEncoder, Datagrams),
}

impl Exporter {
    pub(crate) fn new(settings: Settings) -> Result<Self, ConfigError> {
        let way = match settings.protocol {
            Protocol::HttpThriftBinary => {
                let client = Client::new(settings.http.clone(), USER_AGENT);
                Way::Http(BinaryEncoder::new(), Outlet::open(client, &settings.http, "jaeger")?)
            }
            Protocol::UdpThriftCompact => {
                settings.http.refuse_spool("`udp/thrift.compact`", "`http/thrift.binary`")?;
                let Settings { agent_host, agent_port, http, .. } = &settings;
                Way::Udp(CompactEncoder::new(), Datagrams::new("agent", agent_host, *agent_port, http.timeout))
            }
        };
        Ok(Exporter { way, progress: Progress::default(), settings })
    }

    /// Looks at the spool on disk, where there is one: to be asked for before the exporter is installed.
    pub fn spool(&self) -> Option<SpoolHandle> {
        match &self.way {
            Way::Http(_, outlet) => outlet.spool(),
            Way::Udp(..) => None,
        }
    }
}

impl export::Exporter for Exporter {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let Self { way, progress, settings } = self;
        match way {
            Way::Http(encoder, outlet) => {
                encoder.start(batch.resource());
                progress.advance(batch, |views| {
                    let packet = encoder.bare(views, settings.max_request_bytes);
                    (packet.spans > 0).then(|| (packet.spans, outlet.send(packet.body, CONTENT_TYPE, packet.spans)))
                })
            }
            Way::Udp(encoder, agent) => {
                let limit = settings.max_packet_bytes;
                encoder.start(batch.resource());
                progress.advance(batch, |views| {
                    let packet = encoder.call(views, limit);
                    (packet.spans > 0).then(|| (packet.spans, sent(agent, packet, limit)))
                })
            }
        }
    }

    fn flush(&mut self, deadline: Instant) -> Result<(), ExportError> {
        match &mut self.way {
            Way::Http(_, outlet) => outlet.flush(deadline),
            Way::Udp(..) => Ok(()),
        }
    }
}

/// What became of one packet, and of those of its spans that are not in it.
fn sent(agent: &mut Datagrams, packet: Packet<'_>, limit: usize) -> Reply {
    let message = match packet.lost {
        0 => String::new(),
        _ => format!("a span takes more than a packet of {limit} bytes"),
    };
    if packet.lost == packet.spans {
        return Reply::Rejected { message };
    }
    match agent.send(packet.body) {
        Ok(()) => Reply::Accepted { rejected: packet.lost as u64, message },
        Err(reply) => reply,
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
